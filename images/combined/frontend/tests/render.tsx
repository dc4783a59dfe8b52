import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { queryClient } from '@/api/queryClient';
import { App } from '@/app/App';
import { useLive } from '@/live/store';
import { useNotices } from '@/state/notices';
import { type Handlers, respond } from './mock/api';
import { handlersOf, newWorld, type World } from './mock/world';

interface Options {
  world?: World;
  /** Answers in place of the world's. */
  handlers?: Handlers;
}

/** The whole app at `path`, on an API that the OpenAPI document allows. */
export function visit(path: string, { world = newWorld(), handlers = {} }: Options = {}) {
  queryClient.clear();
  useLive.setState({ state: 'connecting' });
  useNotices.setState({ items: [] });
  const calls: string[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    calls.push(`${request.method} ${new URL(request.url).pathname}`);
    return respond({ ...handlersOf(world), ...handlers }, request);
  });
  window.fetch = globalThis.fetch;
  window.history.replaceState(null, '', path);
  const user = userEvent.setup();
  render(<App />);
  return { world, user, calls };
}

export const heading = (name: string | RegExp) => screen.findByRole('heading', { name, level: 1 });
export const button = (name: string | RegExp) => screen.getByRole('button', { name });
