import { Button, Stack } from '@chakra-ui/react';
import { useState } from 'react';
import { useRename } from '@/api/mutations';
import { ApiProblem } from '@/api/problem';
import type { User } from '@/api/types';
import { t } from '@/i18n';
import { Facts } from '@/ui/Facts';
import { TextField } from '@/ui/Field';
import { Panel } from '@/ui/Panel';
import { Failure, Spinner } from '@/ui/states';
import { Day } from '@/ui/Time';

export function Account({ user }: { user: User }) {
  const [name, setName] = useState(user.displayName ?? '');
  const rename = useRename();
  const wrong = rename.error instanceof ApiProblem ? rename.error.field('displayName') : undefined;
  return (
    <Panel title={t.profile.account}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!rename.isPending) rename.mutate(name.trim());
        }}
      >
        <Stack gap="5" align="flex-start">
          <Facts
            items={[
              [t.profile.email, user.email],
              [t.profile.since, <Day key="since" at={user.createdAt} />],
            ]}
          />
          {rename.isError && wrong === undefined && <Failure error={rename.error} />}
          <Stack width="full" maxWidth="24rem">
            <TextField
              label={t.profile.displayName}
              hint={t.profile.displayNameHint}
              autoComplete="name"
              maxLength={100}
              required
              value={name}
              error={wrong}
              onChange={setName}
            />
          </Stack>
          <Button type="submit" aria-disabled={rename.isPending}>
            {rename.isPending && <Spinner />}
            {t.app.save}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
