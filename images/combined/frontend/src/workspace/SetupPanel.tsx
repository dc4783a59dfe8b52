import { Button, Stack, Text } from '@chakra-ui/react';
import { useRetrySetup } from '@/api/mutations';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { say } from '@/state/notices';
import { Badge } from '@/ui/Badge';
import { Panel } from '@/ui/Panel';
import { Spinner } from '@/ui/states';
import { SetupSteps } from './SetupSteps';

const TONES = { Waiting: 'calm', Running: 'busy', Succeeded: 'good', Failed: 'bad' } as const;

/** The set-up of a workspace, with another try for one that failed. Nothing where there is none. */
export function SetupPanel({ workspace }: { workspace: Workspace }) {
  const retry = useRetrySetup();
  const { name, setup, setupProgress } = workspace;
  if (!setup) return null;
  const phase = setupProgress?.phase ?? 'Waiting';
  return (
    <Panel
      title={t.setup.phase[phase]}
      actions={<Badge tone={TONES[phase]}>{t.overview.setup}</Badge>}
    >
      <Stack gap="4">
        <SetupSteps setup={setup} progress={setupProgress ?? null} />
        {setupProgress && setupProgress.attempt > 0 && (
          <Text fontSize="sm" color="fg.muted">
            {t.setup.attempt(setupProgress.attempt)}
          </Text>
        )}
        {phase === 'Failed' && (
          <Button
            alignSelf="flex-start"
            aria-disabled={retry.isPending}
            onClick={() => {
              if (!retry.isPending)
                retry.mutate(name, {
                  onSuccess: () => {
                    say(t.setup.retried);
                  },
                });
            }}
          >
            {retry.isPending && <Spinner />}
            {t.setup.retry}
          </Button>
        )}
      </Stack>
    </Panel>
  );
}
