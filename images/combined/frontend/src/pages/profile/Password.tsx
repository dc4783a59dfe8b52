import { Button, Stack, VisuallyHidden } from '@chakra-ui/react';
import { useState } from 'react';
import { useChangePassword } from '@/api/mutations';
import { ApiProblem } from '@/api/problem';
import { t } from '@/i18n';
import { PasswordField } from '@/ui/Field';
import { Panel } from '@/ui/Panel';
import { Failure, Spinner } from '@/ui/states';

const NOTHING = { currentPassword: '', newPassword: '' };

export function Password({ email }: { email: string }) {
  const [form, setForm] = useState(NOTHING);
  const change = useChangePassword();
  const problem = change.error instanceof ApiProblem ? change.error : undefined;
  const submit = () => {
    change.mutate(form, {
      onSuccess: () => {
        setForm(NOTHING);
      },
    });
  };
  return (
    <Panel title={t.profile.password} lead={t.profile.passwordLead}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending) submit();
        }}
      >
        <Stack gap="5" align="flex-start">
          {change.isError && !problem?.problem.errors?.length && <Failure error={change.error} />}
          {/* So that password managers know whose password it is. */}
          <VisuallyHidden>
            <input
              type="text"
              autoComplete="username"
              aria-label={t.auth.email}
              tabIndex={-1}
              value={email}
              readOnly
            />
          </VisuallyHidden>
          <Stack width="full" maxWidth="24rem" gap="5">
            <PasswordField
              label={t.profile.currentPassword}
              autoComplete="current-password"
              required
              value={form.currentPassword}
              error={problem?.field('currentPassword')}
              onChange={(currentPassword) => {
                setForm({ ...form, currentPassword });
              }}
            />
            <PasswordField
              label={t.profile.newPassword}
              hint={t.auth.passwordHint}
              autoComplete="new-password"
              minLength={8}
              required
              value={form.newPassword}
              error={problem?.field('newPassword')}
              onChange={(newPassword) => {
                setForm({ ...form, newPassword });
              }}
            />
          </Stack>
          <Button type="submit" aria-disabled={change.isPending}>
            {change.isPending && <Spinner />}
            {t.profile.changePassword}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
