import type { QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { Workspace } from '@/api/types';
import { remove, replaceAll, replaceOne } from './cache';
import { useLive } from './store';

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** The pause before attempt number `attempt`, in milliseconds; `chance` is from 0 to 1. */
export function pauseBefore(attempt: number, chance: number): number {
  const most = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
  // Spread, so that many browsers do not come back at once.
  return most * (0.5 + chance / 2);
}

/**
 * Feeds `client` from the API's stream of changes, and begins it anew when it breaks. Returns what
 * ends it.
 */
export function follow(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let attempt = 0;

  const connect = () => {
    window.clearTimeout(timer);
    timer = undefined;
    source?.close();
    source = open(client, onOpen, onError);
  };
  const onOpen = () => {
    attempt = 0;
    useLive.setState({ state: 'live' });
  };
  const onError = () => {
    // The browser's own retries neither slow down nor survive an HTTP error.
    source?.close();
    useLive.setState({ state: 'polling' });
    // Queries look at the state only when they have fetched: this starts the polling.
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] });
    timer = window.setTimeout(connect, pauseBefore(attempt, Math.random()));
    attempt += 1;
  };
  const onReturn = () => {
    if (timer !== undefined && document.visibilityState === 'visible') connect();
  };

  connect();
  window.addEventListener('online', onReturn);
  document.addEventListener('visibilitychange', onReturn);
  return () => {
    window.clearTimeout(timer);
    source?.close();
    window.removeEventListener('online', onReturn);
    document.removeEventListener('visibilitychange', onReturn);
    useLive.setState({ state: 'connecting' });
  };
}

/** What the stream tells, by event. */
interface Told {
  snapshot: { workspaces: Workspace[] };
  workspace: Workspace;
  'workspace-deleted': { name: string };
  session: unknown;
}

function open(client: QueryClient, onOpen: () => void, onError: () => void): EventSource {
  const source = new EventSource('/api/events');
  const on = <Name extends keyof Told>(event: Name, take: (data: Told[Name]) => void) => {
    source.addEventListener(event, ({ data }: MessageEvent<string>) => {
      take(JSON.parse(data) as Told[Name]);
    });
  };
  source.addEventListener('open', onOpen);
  source.addEventListener('error', onError);
  on('snapshot', ({ workspaces }) => {
    replaceAll(client, workspaces);
  });
  on('workspace', (workspace) => {
    replaceOne(client, workspace);
  });
  on('workspace-deleted', ({ name }) => {
    remove(client, name);
  });
  on('session', () => {
    void client.invalidateQueries({ queryKey: keys.sessions });
  });
  return source;
}
