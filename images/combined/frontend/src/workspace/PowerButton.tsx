import { Button, Text } from '@chakra-ui/react';
import { useState } from 'react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Icon } from '@/ui/Icon';
import { Spinner } from '@/ui/states';
import { titleOf } from './state';
import { usePower } from './usePower';

/** Starts a workspace that is meant to sleep, and stops one that is meant to run. */
export function PowerButton({
  workspace,
  size = 'md',
}: {
  workspace: Workspace;
  size?: 'sm' | 'md';
}) {
  const [asking, setAsking] = useState(false);
  const power = usePower(workspace);
  const title = titleOf(workspace);
  const { running } = workspace;
  return (
    <>
      <Button
        size={size}
        aria-label={running ? t.workspaces.stopNamed(title) : t.workspaces.startNamed(title)}
        aria-disabled={power.pending}
        onClick={() => {
          if (power.pending) return;
          if (running) setAsking(true);
          else power.start();
        }}
      >
        {power.pending ? <Spinner /> : <Icon name={running ? 'stop' : 'play'} />}
        {running ? t.workspaces.stop : t.workspaces.start}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t.overview.stopTitle(title)}
          confirm={t.overview.stop}
          pending={false}
          error={null}
          onConfirm={() => {
            setAsking(false);
            power.stop();
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          <Text>{t.overview.stopText}</Text>
        </ConfirmDialog>
      )}
    </>
  );
}
