import { useStartWorkspace, useStopWorkspace } from '@/api/mutations';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { say } from '@/state/notices';
import { titleOf } from './state';

/** Starts and stops a workspace, and says so. */
export function usePower(workspace: Workspace) {
  const start = useStartWorkspace();
  const stop = useStopWorkspace();
  const { name } = workspace;
  return {
    pending: start.isPending || stop.isPending,
    start: () => {
      start.mutate(name, {
        onSuccess: () => {
          say(t.overview.started(titleOf(workspace)));
        },
      });
    },
    stop: () => {
      stop.mutate(name, {
        onSuccess: () => {
          say(t.overview.stopped(titleOf(workspace)));
        },
      });
    },
  };
}
