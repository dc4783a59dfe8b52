import type { Page } from 'playwright-core';
import { setupFailed, suspended } from '../mock/fixtures';
import { emptyWorld, newWorld, type World } from '../mock/world';

/** A page in a state that is worth a look. */
export interface Scene {
  name: string;
  path: string;
  world?: () => World;
  /** What a person does first. */
  act?: (page: Page) => Promise<void>;
}

const nobody = () => newWorld({ me: null, current: null });
const click = (name: string) => (page: Page) => page.getByRole('button', { name }).first().click();

export const scenes: readonly Scene[] = [
  { name: 'landing', path: '/', world: nobody },
  { name: 'login', path: '/login', world: nobody },
  { name: 'register', path: '/register', world: nobody },
  { name: 'dashboard', path: '/dashboard' },
  { name: 'dashboard-empty', path: '/dashboard', world: emptyWorld },
  { name: 'workspaces', path: '/workspaces' },
  { name: 'workspaces-empty', path: '/workspaces', world: emptyWorld },
  {
    name: 'new-workspace',
    path: '/workspaces/new',
    act: async (page) => {
      await page.getByLabel('Git repository').fill('https://git.example.com/analytical/mill.git');
      await page.getByLabel('Name (').fill('Mill');
      await page.getByRole('button', { name: 'Create workspace' }).click();
    },
  },
  { name: 'overview', path: '/workspaces/engine' },
  {
    name: 'overview-failed',
    path: '/workspaces/engine',
    world: () => newWorld({ workspaces: [setupFailed] }),
  },
  { name: 'delete', path: '/workspaces/engine', act: click('Delete') },
  { name: 'opening', path: '/workspaces/tables/open' },
  { name: 'editor', path: '/workspaces/notes/editor' },
  {
    name: 'editor-asleep',
    path: '/workspaces/looms/editor',
    world: () => newWorld({ workspaces: [suspended('looms')] }),
  },
  { name: 'host', path: 'http://engine--coditect.localhost:4173/' },
  { name: 'sessions', path: '/sessions' },
  { name: 'pools', path: '/pools' },
  { name: 'profile', path: '/profile' },
  { name: 'help', path: '/help' },
  { name: 'not-found', path: '/nothing/here' },
  { name: 'pools-empty', path: '/pools', world: () => newWorld({ pools: [] }) },
];
