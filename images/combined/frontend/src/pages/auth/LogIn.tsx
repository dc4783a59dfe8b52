import { Button, Stack, Text } from '@chakra-ui/react';
import { type SubmitEvent, useState } from 'react';
import { useLocation } from 'react-router';
import { useLogIn } from '@/api/account';
import type { User } from '@/api/types';
import { useViewer } from '@/app/useViewer';
import { t } from '@/i18n';
import { PasswordField, TextField } from '@/ui/Field';
import { TextLink } from '@/ui/LinkButton';
import { Failure, Spinner } from '@/ui/states';
import { AuthFrame } from './AuthFrame';
import { useArrive } from './useArrive';

export default function LogIn() {
  const viewer = useViewer();
  // Whoever logs in on this page goes on at once.
  const [asked, setAsked] = useState(false);
  const stay = () => {
    setAsked(true);
  };
  return viewer && !asked ? (
    <Already viewer={viewer} onOther={stay} />
  ) : (
    <LogInForm onSubmit={stay} />
  );
}

/** Goes on by a click, not by itself: whoever sent them here may send them here again. */
function Already({ viewer, onOther }: { viewer: User; onOther: () => void }) {
  const arrive = useArrive();
  return (
    <AuthFrame
      title={t.auth.alreadyTitle}
      lead={t.auth.already(viewer.displayName ?? viewer.email)}
    >
      <Stack gap="3">
        <Button variant="solid" onClick={arrive}>
          {t.auth.goOn}
        </Button>
        <Button onClick={onOther}>{t.auth.other}</Button>
      </Stack>
    </AuthFrame>
  );
}

function LogInForm({ onSubmit }: { onSubmit: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { search } = useLocation();
  const arrive = useArrive();
  const logIn = useLogIn();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
    if (!logIn.isPending) logIn.mutate({ email, password }, { onSuccess: arrive });
  };
  return (
    <AuthFrame title={t.auth.logInTitle} lead={t.auth.logInLead}>
      <form onSubmit={submit}>
        <Stack gap="4">
          {logIn.isError && <Failure error={logIn.error} />}
          <TextField
            label={t.auth.email}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={setEmail}
          />
          <PasswordField
            label={t.auth.password}
            autoComplete="current-password"
            required
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" variant="solid" aria-disabled={logIn.isPending}>
            {logIn.isPending && <Spinner />}
            {t.auth.logIn}
          </Button>
        </Stack>
      </form>
      <Text fontSize="sm" color="fg.muted">
        {t.auth.noAccount} <TextLink to={`/register${search}`}>{t.auth.register}</TextLink>
      </Text>
    </AuthFrame>
  );
}
