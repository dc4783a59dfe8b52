import { queryOptions } from '@tanstack/react-query';
import { useLive } from '@/live/store';
import { answer, api } from './client';
import { keys } from './keys';
import { queryClient } from './queryClient';
import type { Workspace } from './types';

/** How often to ask while the stream of changes is down, in milliseconds. */
const POLL_EVERY = 5_000;

/** The stream tells of changes; without it, ask. */
const whileNotLive = () => (useLive.getState().state === 'live' ? false : POLL_EVERY);

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: () => answer(api.GET('/api/users/me')),
  staleTime: Infinity,
});

/** The token that this browser holds: until when it is good, and for which session. */
export const tokenQuery = queryOptions({
  queryKey: keys.token,
  queryFn: () => answer(api.POST('/api/auth/validate', { body: {} })),
});

export const workspacesQuery = queryOptions({
  queryKey: keys.workspaces,
  queryFn: async () => (await answer(api.GET('/api/workspaces'))).items,
  refetchInterval: whileNotLive,
});

/** A workspace; `null` once it is deleted. */
export const workspaceQuery = (name: string) =>
  queryOptions({
    queryKey: keys.workspace(name),
    queryFn: (): Promise<Workspace | null> =>
      answer(api.GET('/api/workspaces/{name}', { params: { path: { name } } })),
    // What the list knows is shown at once.
    initialData: () =>
      queryClient
        .getQueryData<Workspace[]>(keys.workspaces)
        ?.find((workspace) => workspace.name === name),
    initialDataUpdatedAt: () => queryClient.getQueryState(keys.workspaces)?.dataUpdatedAt,
    refetchInterval: whileNotLive,
  });

export const workspaceEventsQuery = (name: string) =>
  queryOptions({
    queryKey: keys.workspaceEvents(name),
    queryFn: async () => {
      const call = api.GET('/api/workspaces/{name}/events', { params: { path: { name } } });
      return (await answer(call)).items;
    },
    refetchInterval: whileNotLive,
  });

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: async () => (await answer(api.GET('/api/sessions'))).items,
  refetchInterval: whileNotLive,
});

export const poolsQuery = queryOptions({
  queryKey: keys.pools,
  queryFn: async () => (await answer(api.GET('/api/pools'))).items,
  // No stream tells of pools.
  refetchInterval: 15_000,
});

export const gitCredentialsQuery = queryOptions({
  queryKey: keys.gitCredentials,
  queryFn: async () => (await answer(api.GET('/api/git-credentials'))).items,
});
