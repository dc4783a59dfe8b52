import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { openWorkspace } from '@/api/open';
import { queryClient } from '@/api/queryClient';
import type { Workspace } from '@/api/types';
import { replaceOne } from '@/live/cache';
import { safeNext } from '@/place/next';

/** Starts `workspace` once, and goes on to it, or to `next`, when it is ready. */
export function useOpening(workspace: Workspace): { error: Error | null; retry: () => void } {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = search.get('next');
  const { name, ready } = workspace;
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
  useEffect(() => {
    if (!ready || !isSuccess) return;
    const target = safeNext(next, window.location);
    if (target) window.location.replace(target);
    else void navigate(`/workspaces/${name}/editor`, { replace: true });
  }, [ready, isSuccess, next, name, navigate]);

  return {
    error,
    retry: () => {
      mutate(workspace);
    },
  };
}
