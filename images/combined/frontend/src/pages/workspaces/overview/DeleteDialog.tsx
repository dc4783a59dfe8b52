import { Stack, Text } from '@chakra-ui/react';
import { useNavigate } from 'react-router';
import { useDeleteWorkspace } from '@/api/mutations';
import type { DeletedWorkspace, Workspace } from '@/api/types';
import { t } from '@/i18n';
import { say } from '@/state/notices';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { titleOf } from '@/workspace/state';

/** Says what becomes of the files, and has the name typed. */
export function DeleteDialog({
  workspace,
  onClose,
}: {
  workspace: Workspace;
  onClose: () => void;
}) {
  const remove = useDeleteWorkspace();
  const navigate = useNavigate();
  const { name } = workspace;
  // By a promise of its own: the stream of changes may take the dialog away before the answer comes.
  const confirm = () =>
    remove.mutateAsync(name).then(
      (deleted) => {
        say(farewell(deleted));
        void navigate('/workspaces');
      },
      // The dialog shows it.
      () => undefined,
    );
  return (
    <ConfirmDialog
      title={t.deletion.title(titleOf(workspace))}
      confirm={t.deletion.confirm}
      typeName={name}
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => void confirm()}
    >
      <Stack gap="3">
        <Text>{t.deletion.stops}</Text>
        <Fate workspace={workspace} />
      </Stack>
    </ConfirmDialog>
  );
}

function Fate({ workspace }: { workspace: Workspace }) {
  const { reclaimPolicy, volumes } = workspace;
  if (reclaimPolicy === 'Delete') {
    return (
      <Text fontWeight="medium" color="bad.fg">
        {t.deletion.lose}
      </Text>
    );
  }
  const names = [volumes.workspace, volumes.config].filter((volume) => typeof volume === 'string');
  if (names.length === 0) return <Text>{t.deletion.retainUnbound}</Text>;
  return (
    <Stack gap="1">
      <Text>{t.deletion.retain}</Text>
      <Stack
        as="ul"
        gap="1"
        listStyle="none"
        fontFamily="mono"
        fontSize="sm"
        overflowWrap="anywhere"
      >
        {names.map((volume) => (
          <li key={volume}>{volume}</li>
        ))}
      </Stack>
    </Stack>
  );
}

function farewell({ name, retainedVolumes }: DeletedWorkspace): string {
  if (retainedVolumes.length === 0) return t.deletion.done(name);
  return t.deletion.kept(name, retainedVolumes.join(', '));
}
