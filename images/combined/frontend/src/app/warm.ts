import type { LoaderFunctionArgs } from 'react-router';
import {
  meQuery,
  poolsQuery,
  sessionsQuery,
  tokenQuery,
  workspaceEventsQuery,
  workspaceQuery,
  workspacesQuery,
} from '@/api/queries';
import { queryClient } from '@/api/queryClient';

/** Begins to fetch while the page's script is still on its way; the page itself shows failures. */
function ask(...queries: object[]): null {
  void queryClient.prefetchQuery(meQuery);
  for (const query of queries) void queryClient.prefetchQuery(query as typeof meQuery);
  return null;
}

/** What pages need, fetched early. */
export const warm = {
  dashboard: () => ask(workspacesQuery, sessionsQuery),
  workspaces: () => ask(workspacesQuery),
  sessions: () => ask(sessionsQuery, tokenQuery),
  pools: () => ask(poolsQuery),
  workspace: ({ params }: LoaderFunctionArgs) =>
    ask(workspaceQuery(params['name'] ?? ''), workspaceEventsQuery(params['name'] ?? '')),
};
