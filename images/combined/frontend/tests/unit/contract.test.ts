import { describe, expect, it } from 'vitest';
import { type Handlers, problem, respond } from '../mock/api';
import * as fixtures from '../mock/fixtures';

const ask = (handlers: Handlers, method: string, path: string, body?: unknown) =>
  respond(
    handlers,
    new Request(`http://localhost${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );

describe('the mocked API', () => {
  it('answers what the document allows', async () => {
    const handlers: Handlers = { 'GET /api/users/me': () => ({ status: 200, body: fixtures.ada }) };
    const response = await ask(handlers, 'GET', '/api/users/me');
    expect(await response.json()).toEqual(fixtures.ada);
  });

  it('takes a path of its own for what it is', async () => {
    const handlers: Handlers = {
      'GET /api/workspaces/{name}/events': ({ params }) => {
        expect(params).toEqual({ name: 'a b' });
        return { status: 200, body: { items: [] } };
      },
    };
    expect((await ask(handlers, 'GET', '/api/workspaces/a%20b/events')).status).toBe(200);
  });

  it.each<[string, Handlers, string, string, unknown, RegExp]>([
    ['a path that is not there', {}, 'GET', '/api/nothing', undefined, /has no GET/],
    ['a method that is not there', {}, 'DELETE', '/api/users/me', undefined, /no mock of/],
    ['a body that is wrong', {}, 'POST', '/api/auth/login', { email: 'a' }, /wrong body/],
    ['a body where there is none', {}, 'POST', '/api/auth/logout', {}, /takes no body/],
    [
      'an answer that lacks a field',
      { 'GET /api/users/me': () => ({ status: 200, body: { id: 'x' } as never }) },
      'GET',
      '/api/users/me',
      undefined,
      /answers wrongly/,
    ],
    [
      'a status that is never answered',
      { 'GET /api/users/me': () => problem(418, 'short and stout') as never },
      'GET',
      '/api/users/me',
      undefined,
      /never answers 418/,
    ],
  ])('refuses %s', async (_, handlers, method, path, body, wrong) => {
    await expect(ask(handlers, method, path, body)).rejects.toThrow(wrong);
  });
});
