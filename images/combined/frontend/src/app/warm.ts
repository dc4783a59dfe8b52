import {
  gitCredentialsQuery,
  meQuery,
  poolsQuery,
  sessionsQuery,
  tokenQuery,
  workspaceEventsQuery,
  workspaceQuery,
  workspacesQuery,
} from '@/api/queries';
import { queryClient } from '@/api/queryClient';
import { placeOf } from '@/place/place';

interface Query {
  readonly queryKey: readonly unknown[];
}

/** What the page at `path` asks the API for. */
function queriesAt(path: string): Query[] {
  const [, area, name] = path.split('/');
  switch (area) {
    case 'dashboard':
      return [workspacesQuery, sessionsQuery];
    case 'sessions':
      return [sessionsQuery, tokenQuery];
    case 'pools':
      return [poolsQuery];
    case 'profile':
      return [gitCredentialsQuery];
    case 'workspaces':
      if (!name) return [workspacesQuery];
      return name === 'new' ? [poolsQuery] : [workspaceQuery(name), workspaceEventsQuery(name)];
    default:
      return [];
  }
}

/** Asks for what the first page needs, along with who is asking. The page shows what failed. */
export function warm(address: Pick<URL, 'protocol' | 'host' | 'pathname'>): void {
  // On a workspace's own host there is no API.
  if (placeOf(address)) return;
  const queries = queriesAt(address.pathname);
  if (queries.length === 0) return;
  for (const query of [meQuery, ...queries]) {
    queryClient.query(query).catch(() => undefined);
  }
}
