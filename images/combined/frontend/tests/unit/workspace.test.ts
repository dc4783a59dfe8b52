import { describe, expect, it } from 'vitest';
import { pauseBefore } from '@/live/stream';
import { stagesOf } from '@/pages/opening/Stages';
import { relativeTime } from '@/ui/Time';
import { stepsOf } from '@/workspace/setup';
import { byActivity, reasonOf } from '@/workspace/state';
import * as fixtures from '../mock/fixtures';

describe('the steps of a set-up', () => {
  const states = (progress: Parameters<typeof stepsOf>[1]) =>
    stepsOf(fixtures.setup, progress).map(({ state }) => state);
  const at = fixtures.settingUp.setupProgress;

  it('wait before the pod has said anything', () => {
    expect(states(null)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
  });

  it('are done up to the one that goes on', () => {
    expect(states(at ?? null)).toEqual(['done', 'active', 'waiting', 'waiting']);
  });

  it('stop at the one that failed', () => {
    const progress = fixtures.setupFailed.setupProgress;
    expect(states(progress ?? null)).toEqual(['done', 'failed', 'waiting', 'waiting']);
  });

  it('are all done at the end', () => {
    expect(states(at ? { ...at, phase: 'Succeeded', step: null } : null)).toEqual(
      Array(4).fill('done'),
    );
  });

  it('are only those that were asked for', () => {
    expect(stepsOf({ startCommand: 'make' }, null).map(({ step }) => step)).toEqual([
      'startCommand',
    ]);
  });
});

describe('the stages of opening', () => {
  const states = (workspace: Parameters<typeof stagesOf>[0]) =>
    stagesOf(workspace).map(({ state }) => state);

  it('follow the workspace', () => {
    const waiting = fixtures.starting('a', { phase: 'Pending', slot: null });
    expect(states(waiting)).toEqual(['active', 'waiting']);
    expect(states({ ...waiting, phase: 'Failed' })).toEqual(['failed', 'waiting']);
    expect(states(fixtures.starting('a'))).toEqual(['done', 'active']);
    expect(states(fixtures.workspace('a'))).toEqual(['done', 'done']);
  });
});

describe('a reason', () => {
  it('is what the cluster says while one waits', () => {
    expect(reasonOf(fixtures.starting('a'))).toMatch(/unready status/);
  });

  it('is in plain words when there is nothing to wait for', () => {
    expect(reasonOf(fixtures.suspended('a'))).toBe(
      'Files and settings are kept. It wakes when you open it.',
    );
  });
});

it('sorts by when somebody worked', () => {
  const names = byActivity(fixtures.workspaces).map(({ name }) => name);
  expect(names).toEqual(['engine', 'notes', 'looms', 'tables']);
});

it('waits longer after each failure, and never for long', () => {
  expect([0, 1, 2, 20].map((attempt) => pauseBefore(attempt, 1))).toEqual([
    1000, 2000, 4000, 30_000,
  ]);
  expect(pauseBefore(0, 0)).toBe(500);
});

it.each([
  [0, 'just now'],
  [-5, '5 minutes ago'],
  [56, 'in 56 minutes'],
  [-60 * 26, 'yesterday'],
])('tells a time %s minutes away', (minutes, text) => {
  const at = new Date(fixtures.NOW.getTime() + minutes * 60_000);
  expect(relativeTime(at, fixtures.NOW)).toBe(text);
});
