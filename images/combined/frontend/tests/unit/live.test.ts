import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '@/api/keys';
import { useLive } from '@/live/store';
import { follow } from '@/live/stream';
import { FakeEventSource } from '../mock/eventSource';
import { starting, workspace } from '../mock/fixtures';

let client: QueryClient;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  client.setQueryData(keys.workspaces, [workspace('a')]);
  stop = follow(client);
  FakeEventSource.latest.open();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

const list = () => client.getQueryData<{ name: string; phase: string }[]>(keys.workspaces);

describe('the stream of changes', () => {
  it('replaces all that is known', () => {
    client.setQueryData(keys.workspace('a'), workspace('a'));
    FakeEventSource.latest.send('snapshot', { workspaces: [workspace('b')] });
    expect(list()?.map(({ name }) => name)).toEqual(['b']);
    expect(client.getQueryData(keys.workspace('a'))).toBeNull();
  });

  it('replaces one, and keeps the order', () => {
    FakeEventSource.latest.send('workspace', workspace('c'));
    FakeEventSource.latest.send('workspace', workspace('b'));
    FakeEventSource.latest.send('workspace', starting('a'));
    expect(list()?.map(({ name, phase }) => `${name} ${phase}`)).toEqual([
      'a Starting',
      'b Running',
      'c Running',
    ]);
  });

  it('forgets one that is deleted, and does not invent it', () => {
    FakeEventSource.latest.send('workspace-deleted', { name: 'a' });
    expect(list()).toEqual([]);
    expect(client.getQueryData(keys.workspace('a'))).toBeUndefined();
  });

  it('has sessions asked for again', () => {
    client.setQueryData(keys.sessions, []);
    FakeEventSource.latest.send('session', {});
    expect(client.getQueryState(keys.sessions)?.isInvalidated).toBe(true);
  });
});

describe('a stream that breaks', () => {
  it('leaves the pages to polling, and comes back', () => {
    expect(useLive.getState().state).toBe('live');
    const broken = FakeEventSource.latest;
    broken.fail();
    expect(broken.closed).toBe(true);
    expect(useLive.getState().state).toBe('polling');
    vi.advanceTimersByTime(1_000);
    expect(FakeEventSource.latest).not.toBe(broken);
    FakeEventSource.latest.open();
    expect(useLive.getState().state).toBe('live');
  });

  it('comes back at once when the network does', () => {
    FakeEventSource.latest.fail();
    window.dispatchEvent(new Event('online'));
    expect(FakeEventSource.all).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.all).toHaveLength(2);
  });

  it('stays away when it is ended', () => {
    FakeEventSource.latest.fail();
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeEventSource.all).toHaveLength(1);
  });
});
