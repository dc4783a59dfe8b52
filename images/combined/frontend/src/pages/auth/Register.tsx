import { Button, Stack, Text } from '@chakra-ui/react';
import { type SubmitEvent, useState } from 'react';
import { useLocation } from 'react-router';
import { useRegister } from '@/api/account';
import { ApiProblem } from '@/api/problem';
import { t } from '@/i18n';
import { PasswordField, TextField } from '@/ui/Field';
import { TextLink } from '@/ui/LinkButton';
import { Failure, Spinner } from '@/ui/states';
import { AuthFrame } from './AuthFrame';
import { useArrive } from './useArrive';

export default function Register() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [displayName, setDisplayName] = useState('');
  const { search } = useLocation();
  const arrive = useArrive();
  const register = useRegister();
  const field = (path: string) =>
    register.error instanceof ApiProblem ? register.error.field(path) : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (register.isPending) return;
    const name = displayName.trim() || null;
    register.mutate({ email, password, displayName: name }, { onSuccess: arrive });
  };
  return (
    <AuthFrame title={t.auth.registerTitle} lead={t.auth.registerLead}>
      <form onSubmit={submit}>
        <Stack gap="4">
          {register.isError && <Failure error={register.error} />}
          <TextField
            label={t.auth.displayName}
            autoComplete="name"
            maxLength={100}
            optional
            value={displayName}
            error={field('displayName')}
            onChange={setDisplayName}
          />
          <TextField
            label={t.auth.email}
            type="email"
            autoComplete="username"
            required
            value={email}
            error={field('email')}
            onChange={setEmail}
          />
          <PasswordField
            label={t.auth.password}
            hint={t.auth.passwordHint}
            autoComplete="new-password"
            minLength={8}
            required
            value={password}
            error={field('password')}
            onChange={setPassword}
          />
          <Button type="submit" variant="solid" aria-disabled={register.isPending}>
            {register.isPending && <Spinner />}
            {t.auth.register}
          </Button>
        </Stack>
      </form>
      <Text fontSize="sm" color="fg.muted">
        {t.auth.haveAccount} <TextLink to={`/login${search}`}>{t.auth.logIn}</TextLink>
      </Text>
    </AuthFrame>
  );
}
