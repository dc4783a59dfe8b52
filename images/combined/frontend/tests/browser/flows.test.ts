import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { suspended, workspace } from '../mock/fixtures';
import { newWorld } from '../mock/world';
import { Harness, visit } from './harness';
import { SITE } from './server';

const LOOK = { theme: 'light', width: 1280 } as const;

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(async () => {
  await harness.stop();
});
beforeEach(() => {
  harness.server.world = newWorld();
});

/** Presses Tab until what is called `name` has the focus, as who has no mouse does. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const names: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label =
        element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
    });
    names.push(focused);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${String(name)}, but to ${names.join(', ')}`);
}

it('goes all the way by keyboard: register, make a workspace, watch it come up, work, delete it', async () => {
  harness.server.world = newWorld({ me: null, workspaces: [], sessions: [], current: null });
  await harness.on(LOOK, async (page) => {
    await visit(page, '/');
    await tabTo(page, 'Create your account');
    await page.keyboard.press('Enter');
    await page.waitForURL('/register');
    await page.getByLabel('E-mail address').waitFor();
    await tabTo(page, /What shall we call you/);
    await page.keyboard.type('Grace');
    await tabTo(page, 'E-mail address');
    await page.keyboard.type('grace@example.com');
    await tabTo(page, 'Password');
    await page.keyboard.type('correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForURL('/dashboard');

    await page.getByText('Your first workspace').waitFor();
    await tabTo(page, 'New workspace');
    await page.keyboard.press('Enter');
    await page.waitForURL('/workspaces/new');
    await page.getByLabel('Git repository').waitFor();
    await tabTo(page, /Git repository/);
    await page.keyboard.type('https://git.example.com/analytical/mill.git');
    await page.keyboard.press('Enter');

    await page.waitForURL('/workspaces/mill/open');
    await page.getByText('containers with unready status: [theia]').waitFor();
    harness.server.world.workspaces = [workspace('mill')];
    harness.server.push('workspace', workspace('mill'));
    await page.waitForURL('/workspaces/mill/editor');
    await page.frameLocator('iframe').getByText('The IDE').waitFor();

    await tabTo(page, 'Back to the workspace');
    await page.keyboard.press('Enter');
    await page.waitForURL('/workspaces/mill');
    await page.getByRole('button', { name: 'Delete' }).waitFor();
    await tabTo(page, 'Delete');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Delete');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Type mill to confirm');
    await page.keyboard.type('mill');
    await page.keyboard.press('Enter');
    await page.waitForURL('/workspaces');
    await page.getByText('Being deleted').waitFor();
    harness.server.world.workspaces = [];
    harness.server.push('workspace-deleted', { name: 'mill' });
    await page.getByText('No workspaces yet').waitFor();
  });
});

it('skips the navigation, and has the focus stay inside a dialog', async () => {
  await harness.on(LOOK, async (page) => {
    await visit(page, '/workspaces/notes');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Delete');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      const outside = await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement !== document.body && !activeElement?.closest('dialog');
      });
      expect(outside).toBe(false);
    }
  });
});

it('shows changes without a reload, also after the stream has broken', async () => {
  await harness.on(LOOK, async (page) => {
    await visit(page, '/workspaces');
    const row = page.getByRole('listitem').filter({ hasText: 'notes' });
    await row.getByText('Running').waitFor();
    harness.server.push('workspace', suspended('notes'));
    await row.getByText('Asleep').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    harness.server.dropStreams();
    await page.getByText('Reconnecting…').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    harness.server.push('workspace', workspace('notes'));
    await row.getByText('Running').waitFor();
  });
});

it('follows a next to a workspace after the login, and comes back from there', async () => {
  harness.server.world = newWorld({ me: null });
  await harness.on(LOOK, async (page) => {
    const next = 'http://engine--coditect.localhost:4173/here';
    await visit(page, `/login?next=${encodeURIComponent(next)}`);
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForURL(next);
    await page.frameLocator('iframe').getByText('The IDE').waitFor();
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.waitForURL(`${SITE}/workspaces/engine`);
  });
});

it('keeps the chosen colors through a reload, whatever the system has', async () => {
  await harness.on(LOOK, async (page) => {
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await visit(page, '/help');
    const light = await background();
    await page.getByRole('button', { name: 'Color mode' }).click();
    await page.getByRole('button', { name: 'Color mode: Light' }).click();
    await expect.poll(background).not.toBe(light);
    const dark = await background();
    await visit(page, '/help');
    expect(await background()).toBe(dark);
  });
});
