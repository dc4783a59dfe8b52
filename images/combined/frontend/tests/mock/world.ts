import type { GitCredential, Pool, Session, User, Workspace, WorkspaceEvent } from '@/api/types';
import { problem, type Handlers } from './api';
import * as fixtures from './fixtures';

/** All that the mocked API knows. Tests change it before and while they run. */
export interface World {
  me: User | null;
  /** The id of the session of this browser's token. */
  current: string | null;
  workspaces: Workspace[];
  events: WorkspaceEvent[];
  sessions: Session[];
  pools: Pool[];
  gitCredentials: GitCredential[];
}

export const newWorld = (change: Partial<World> = {}): World => ({
  me: fixtures.ada,
  current: 's-1',
  workspaces: structuredClone(fixtures.workspaces),
  events: fixtures.events,
  sessions: fixtures.sessions,
  pools: fixtures.pools,
  gitCredentials: fixtures.gitCredentials,
  ...change,
});

export const emptyWorld = (): World =>
  newWorld({ workspaces: [], events: [], sessions: [], gitCredentials: [], current: null });

const unauthorized = () => problem(401, 'a valid token is required');
const missing = () => problem(404, 'there is no such workspace');
const PASSWORD = 'correct horse battery';

/** Handlers that answer from `world` and change it, as the API does. */
export function handlersOf(world: World): Handlers {
  return { ...accountHandlers(world), ...workspaceHandlers(world), ...otherHandlers(world) };
}

function accountHandlers(world: World): Handlers {
  return {
    'POST /api/auth/register': ({ body }) => {
      const email = body.email.trim().toLowerCase();
      if (email === fixtures.ada.email)
        return problem(409, 'there is an account with this e-mail address');
      if (body.password === 'password') {
        const errors = [
          { field: 'password', detail: 'must not be one of the most common passwords' },
        ];
        return problem(422, 'some fields are not valid', errors);
      }
      const user = { ...fixtures.ada, email, displayName: body.displayName ?? null };
      return { status: 201, body: { user } };
    },
    'POST /api/auth/login': ({ body }) => {
      if (body.password !== PASSWORD)
        return problem(401, 'the e-mail address or the password is wrong');
      world.me = { ...fixtures.ada, email: body.email };
      return {
        status: 200,
        body: { token: 't', tokenType: 'Bearer', expiresIn: 86_400, user: world.me },
      };
    },
    'POST /api/auth/logout': () => {
      world.me = null;
      return { status: 204 };
    },
    'POST /api/auth/validate': () => {
      if (!world.me) return unauthorized();
      const session = world.sessions.find(({ id }) => id === world.current);
      const at = session?.workspace;
      const expiresAt = new Date(fixtures.NOW.getTime() + 86_400_000).toISOString();
      return {
        status: 200,
        body: {
          valid: true,
          user: world.me,
          expiresAt,
          session: session
            ? { id: session.id, workspace: at ? `${at.namespace}/${at.name}` : null }
            : null,
        },
      };
    },
    'GET /api/users/me': () => (world.me ? { status: 200, body: world.me } : unauthorized()),
    'PATCH /api/users/me': ({ body }) => {
      if (!world.me) return unauthorized();
      world.me = { ...world.me, displayName: body.displayName ?? null };
      return { status: 200, body: world.me };
    },
    'PUT /api/users/me/password': ({ body }) => {
      if (body.currentPassword === PASSWORD) return { status: 204 };
      const errors = [{ field: 'currentPassword', detail: 'is not the password of this account' }];
      return problem(422, 'some fields are not valid', errors);
    },
  };
}

function workspaceHandlers(world: World): Handlers {
  const find = (name: string | undefined) => world.workspaces.find((one) => one.name === name);
  const put = (workspace: Workspace) => {
    const others = world.workspaces.filter(({ name }) => name !== workspace.name);
    world.workspaces = [...others, workspace].sort((a, b) => a.name.localeCompare(b.name));
    return workspace;
  };
  return {
    'GET /api/workspaces': () =>
      world.me ? { status: 200, body: { items: world.workspaces } } : unauthorized(),
    'POST /api/workspaces': ({ body }) => {
      const name = body?.name ?? 'ws-3f9a1c';
      if (find(name)) return problem(409, `workspace ${name} exists already`);
      const made = fixtures.starting(name, {
        displayName: body?.displayName ?? null,
        pool: body?.pool ?? 'coditect-combined',
        reclaimPolicy: body?.reclaimPolicy ?? 'Retain',
        setup: body?.setup ?? null,
        lastActivity: null,
      });
      return { status: 201, body: put(made) };
    },
    'GET /api/workspaces/{name}': ({ params }) => {
      const found = find(params.name);
      return found ? { status: 200, body: found } : missing();
    },
    'DELETE /api/workspaces/{name}': ({ params }) => {
      const found = find(params.name);
      if (!found) return missing();
      put({ ...found, phase: 'Releasing', ready: false });
      const volumes = [found.volumes.workspace, found.volumes.config].filter(
        (one) => typeof one === 'string',
      );
      const retainedVolumes = found.reclaimPolicy === 'Retain' ? volumes : [];
      const { name, reclaimPolicy } = found;
      return { status: 200, body: { name, reclaimPolicy, retainedVolumes } };
    },
    'POST /api/workspaces/{name}/start': ({ params }) => {
      const found = find(params.name);
      return found
        ? { status: 202, body: put(fixtures.starting(found.name, keep(found))) }
        : missing();
    },
    'POST /api/workspaces/{name}/stop': ({ params }) => {
      const found = find(params.name);
      if (!found) return missing();
      const stopped = {
        ...found,
        running: false,
        ready: false,
        phase: 'Suspending' as const,
        conditions: [],
      };
      return { status: 202, body: put(stopped) };
    },
    'GET /api/workspaces/{name}/events': ({ params }) =>
      find(params.name) ? { status: 200, body: { items: world.events } } : missing(),
    'POST /api/workspaces/{name}/setup/retry': ({ params }) => {
      const found = find(params.name);
      if (!found?.setupProgress) return missing();
      const attempt = found.setupProgress.attempt + 1;
      const setupProgress = { ...found.setupProgress, phase: 'Waiting' as const, attempt };
      return { status: 202, body: put({ ...found, setupProgress }) };
    },
  };
}

const keep = ({ displayName, setup, setupProgress, createdAt }: Workspace) =>
  ({ displayName, setup, setupProgress, createdAt }) as Partial<Workspace>;

function otherHandlers(world: World): Handlers {
  return {
    'GET /api/sessions': () =>
      world.me ? { status: 200, body: { items: world.sessions } } : unauthorized(),
    'POST /api/sessions': ({ body }) => {
      const at = world.workspaces.find(({ name }) => name === body?.workspace);
      if (!at) return missing();
      const opened = at.running ? at : fixtures.starting(at.name, keep(at));
      world.workspaces = world.workspaces.map((one) => (one.name === at.name ? opened : one));
      const created = fixtures.session('s-new', opened, 0);
      world.sessions = [created, ...world.sessions];
      world.current = created.id;
      const answer = { ...created, token: 't', tokenType: 'Bearer' };
      return opened.ready ? { status: 201, body: answer } : { status: 202, body: answer };
    },
    'DELETE /api/sessions/{id}': ({ params }) => {
      world.sessions = world.sessions.filter(({ id }) => id !== params.id);
      return { status: 204 };
    },
    'GET /api/pools': () => ({ status: 200, body: { items: world.pools } }),
    'GET /api/git-credentials': () => ({ status: 200, body: { items: world.gitCredentials } }),
    'PUT /api/git-credentials/{host}': ({ params, body }) => {
      const host = params.host ?? '';
      const { username } = body;
      const others = world.gitCredentials.filter((one) => one.host !== host);
      world.gitCredentials = [...others, { host, username, updatedAt: fixtures.NOW.toISOString() }];
      return { status: 204 };
    },
    'DELETE /api/git-credentials/{host}': ({ params }) => {
      world.gitCredentials = world.gitCredentials.filter(({ host }) => host !== params.host);
      return { status: 204 };
    },
  };
}
