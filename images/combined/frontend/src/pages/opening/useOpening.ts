import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { openWorkspace } from '@/api/open';
import { queryClient } from '@/api/queryClient';
import type { Workspace } from '@/api/types';
import { replaceOne } from '@/live/cache';
import { leave } from '@/place/leave';
import { safeNext } from '@/place/next';
import { isSettingUp } from '@/workspace/setup';

export interface Opening {
  error: Error | null;
  retry: () => void;
  /** Whether one can go on, by hand where the set-up is still being waited for. */
  ready: boolean;
  goOn: () => void;
}

/** Starts `workspace` once, and goes on when it is ready and, if that is new, set up. */
export function useOpening(workspace: Workspace): Opening {
  const goOn = useGoOn(workspace.name);
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: openWorkspace,
    onSuccess: (opened) => {
      replaceOne(queryClient, opened);
    },
  });

  // Effects run twice in development; a session shall begin once.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate(workspace);
  }, [mutate, workspace]);

  // Not before the session has begun: its cookie is what the workspace's host asks for.
  const ready = workspace.ready && isSuccess;
  const holds = useHold(workspace);
  useEffect(() => {
    if (ready && !holds) goOn();
  }, [ready, holds, goOn]);

  return {
    error,
    retry: () => {
      mutate(workspace);
    },
    ready,
    goOn,
  };
}

/** Whether people better wait: a set-up goes on, or has failed before their eyes. */
function useHold({ setupProgress }: Workspace): boolean {
  const goesOn = isSettingUp(setupProgress);
  const [seen, setSeen] = useState(goesOn);
  if (goesOn && !seen) setSeen(true);
  return goesOn || (seen && setupProgress?.phase === 'Failed');
}

function useGoOn(name: string): () => void {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = search.get('next');
  return useCallback(() => {
    const target = safeNext(next, window.location);
    if (target) leave(target);
    else void navigate(`/workspaces/${name}/editor`, { replace: true });
  }, [navigate, name, next]);
}
