import { Button, chakra, Grid, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { useSetGitCredential } from '@/api/mutations';
import { ApiProblem } from '@/api/problem';
import { t } from '@/i18n';
import { say } from '@/state/notices';
import { PasswordField, TextField } from '@/ui/Field';
import { Failure, Spinner } from '@/ui/states';

const NOTHING = { host: '', username: '', password: '' };

/** Saves a credential, or another one for a host that has one. */
export function AddCredential() {
  const [form, setForm] = useState(NOTHING);
  const save = useSetGitCredential();
  const problem = save.error instanceof ApiProblem ? save.error : undefined;
  const tie = (key: keyof typeof NOTHING) => ({
    value: form[key],
    error: problem?.field(key),
    onChange: (value: string) => {
      setForm((before) => ({ ...before, [key]: value }));
    },
  });
  const submit = () => {
    const host = form.host.trim().toLowerCase();
    save.mutate(
      { ...form, host, username: form.username.trim() },
      {
        onSuccess: () => {
          setForm(NOTHING);
          say(t.profile.gitSaved(host));
        },
      },
    );
  };
  return (
    <chakra.details borderTopWidth="1px" paddingTop="4">
      <chakra.summary cursor="pointer" fontWeight="medium" fontSize="sm" color="accent.fg">
        {t.profile.gitAdd}
      </chakra.summary>
      <chakra.form
        paddingTop="4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) submit();
        }}
      >
        <Stack gap="5" align="flex-start">
          {save.isError && !problem?.problem.errors?.length && <Failure error={save.error} />}
          <Grid
            width="full"
            gap="5"
            templateColumns={{ base: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' }}
          >
            <TextField
              label={t.profile.gitHost}
              hint={t.profile.gitHostHint}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              required
              {...tie('host')}
            />
            <TextField
              label={t.profile.gitUsername}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              required
              {...tie('username')}
            />
            <PasswordField
              label={t.profile.gitPassword}
              autoComplete="off"
              required
              {...tie('password')}
            />
          </Grid>
          <Button type="submit" aria-disabled={save.isPending}>
            {save.isPending && <Spinner />}
            {t.profile.gitSave}
          </Button>
        </Stack>
      </chakra.form>
    </chakra.details>
  );
}
