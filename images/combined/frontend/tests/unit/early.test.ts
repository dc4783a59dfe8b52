import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askEarly, forgetEarly, takeEarly } from '@/api/early';

const asked = vi.fn();
const get = (path: string) => takeEarly(new Request(`http://localhost${path}`));

beforeEach(() => {
  asked.mockReset().mockImplementation((path: string) => Promise.resolve(new Response(path)));
  vi.stubGlobal('fetch', asked);
});
afterEach(forgetEarly);

const paths = () => asked.mock.calls.map(([path]) => path as string);

it('asks for what the page needs, and gives it once', async () => {
  askEarly(new URL('https://ide.example.com/workspaces/engine/open'));
  expect(paths()).toEqual([
    '/api/users/me',
    '/api/workspaces/engine',
    '/api/workspaces/engine/events',
  ]);
  expect(await (await get('/api/workspaces/engine'))?.text()).toBe('/api/workspaces/engine');
  expect(get('/api/workspaces/engine')).toBeUndefined();
});

it.each(['/', '/login', '/help'])('asks nothing on %s, where nobody need be logged in', (path) => {
  askEarly(new URL(path, 'https://ide.example.com'));
  expect(paths()).toEqual([]);
});

it('asks nothing on a workspace’s own host', () => {
  askEarly(new URL('https://engine--ns.ide.example.com/dashboard'));
  expect(paths()).toEqual([]);
});

it('does not give one person’s answers to another', () => {
  askEarly(new URL('https://ide.example.com/pools'));
  forgetEarly();
  expect(get('/api/pools')).toBeUndefined();
});
