import { Button, Flex, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRemoveGitCredential } from '@/api/mutations';
import { gitCredentialsQuery } from '@/api/queries';
import type { GitCredential } from '@/api/types';
import { t } from '@/i18n';
import { say } from '@/state/notices';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Panel } from '@/ui/Panel';
import { Failure, Loading } from '@/ui/states';
import { Ago } from '@/ui/Time';
import { AddCredential } from './AddCredential';

export function GitCredentials() {
  const credentials = useQuery(gitCredentialsQuery);
  const [removing, setRemoving] = useState<string>();
  return (
    <Panel title={t.profile.git} lead={t.profile.gitLead}>
      <Stack gap="5">
        {credentials.isPending && <Loading lines={1} />}
        {credentials.isError && (
          <Failure error={credentials.error} onRetry={() => void credentials.refetch()} />
        )}
        {credentials.data?.length === 0 && (
          <Text color="fg.muted">{`${t.profile.gitEmptyTitle}. ${t.profile.gitEmpty}`}</Text>
        )}
        {credentials.data && credentials.data.length > 0 && (
          <Stack as="ul" listStyle="none" gap="3">
            {credentials.data.map((credential) => (
              <Row key={credential.host} credential={credential} onRemove={setRemoving} />
            ))}
          </Stack>
        )}
        <AddCredential />
      </Stack>
      {removing !== undefined && (
        <RemoveDialog
          host={removing}
          onClose={() => {
            setRemoving(undefined);
          }}
        />
      )}
    </Panel>
  );
}

function Row(props: { credential: GitCredential; onRemove: (host: string) => void }) {
  const { host, username, updatedAt } = props.credential;
  return (
    <Flex as="li" justify="space-between" align="center" gap="3" wrap="wrap">
      <Stack gap="0" minWidth="0">
        <Text fontFamily="mono" overflowWrap="anywhere">
          {host}
        </Text>
        <Text fontSize="sm" color="fg.muted">
          {username} · {t.profile.gitUpdated} <Ago at={updatedAt} />
        </Text>
      </Stack>
      <Button
        size="sm"
        variant="subtle"
        aria-label={t.profile.gitRemove(host)}
        onClick={() => {
          props.onRemove(host);
        }}
      >
        {t.app.remove}
      </Button>
    </Flex>
  );
}

function RemoveDialog({ host, onClose }: { host: string; onClose: () => void }) {
  const remove = useRemoveGitCredential();
  return (
    <ConfirmDialog
      title={t.profile.gitRemoveTitle(host)}
      confirm={t.app.remove}
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(host, {
          onSuccess: () => {
            say(t.profile.gitRemoved(host));
            onClose();
          },
        });
      }}
    >
      <Text>{t.profile.gitRemoveText(host)}</Text>
    </ConfirmDialog>
  );
}
