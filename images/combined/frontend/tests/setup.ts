import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { leave } from '@/place/leave';
import { FakeEventSource } from './mock/eventSource';

// What jsdom lacks of a browser.
Object.assign(window, {
  matchMedia: () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }),
  scrollTo: vi.fn(),
});
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};

// jsdom cannot leave a page.
vi.mock('@/place/leave', () => ({ leave: vi.fn() }));

/** Whatever is said on the console is a mistake. */
const said = (['error', 'warn'] as const).map((level) => vi.spyOn(console, level));

beforeEach(() => {
  vi.stubGlobal('EventSource', FakeEventSource);
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.mocked(leave).mockReset();
  FakeEventSource.all.length = 0;
  const calls = said.flatMap((spy) => spy.mock.calls);
  for (const spy of said) spy.mockClear();
  expect(calls).toEqual([]);
});
