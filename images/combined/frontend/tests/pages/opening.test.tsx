import { act, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { leave } from '@/place/leave';
import { FakeEventSource } from '../mock/eventSource';
import { type Handlers, problem } from '../mock/api';
import { settingUp, setupFailed, suspended, workspace } from '../mock/fixtures';
import { newWorld } from '../mock/world';
import { button, heading, visit } from '../render';

const tell = (change: unknown) => {
  act(() => {
    FakeEventSource.latest.send('workspace', change);
  });
};

it('wakes a workspace, shows how that goes, and goes there', async () => {
  const { world, calls } = visit('/workspaces/looms/open');
  await heading('Opening Jacquard looms');
  expect(await screen.findByText('containers with unready status: [theia]')).toBeVisible();
  expect(calls).toContain('POST /api/sessions');
  expect(world.sessions[0]?.workspace?.name).toBe('looms');
  tell(workspace('looms'));
  await screen.findByTitle('The IDE of looms');
  expect(window.location.pathname).toBe('/workspaces/looms/editor');
});

it('goes on in the session that this browser has', async () => {
  const world = newWorld({ workspaces: [workspace('engine')] });
  const { calls } = visit('/workspaces/engine/open', { world });
  const frame = await screen.findByTitle('The IDE of engine');
  expect(frame).toHaveAttribute('src', 'http://engine--coditect.localhost:4173/theia/');
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /api/auth/validate']);
});

it('goes on to a next on the workspace’s own host', async () => {
  const next = 'http://engine--coditect.localhost:4173/theia/#a';
  const world = newWorld({ workspaces: [workspace('engine')] });
  visit(`/workspaces/engine/open?next=${encodeURIComponent(next)}`, { world });
  await waitFor(() => {
    expect(leave).toHaveBeenCalledWith(new URL(next));
  });
});

it('does not go on to a next on another site', async () => {
  const world = newWorld({ workspaces: [workspace('engine')] });
  visit('/workspaces/engine/open?next=//evil.example', { world });
  await screen.findByTitle('The IDE of engine');
});

it('waits for a set-up, unless one does not want to', async () => {
  const { user } = visit('/workspaces/engine/open', {
    world: newWorld({ workspaces: [settingUp] }),
  });
  expect(await screen.findByText('The workspace runs, and is being set up.')).toBeVisible();
  await user.click(await screen.findByRole('button', { name: 'Open it now' }));
  await screen.findByTitle('The IDE of Analytical engine');
});

it('stays when the set-up fails before one’s eyes, and lets one try again', async () => {
  const { world, user } = visit('/workspaces/engine/open', {
    world: newWorld({ workspaces: [settingUp] }),
  });
  await screen.findByText('The workspace runs, and is being set up.');
  world.workspaces = [setupFailed];
  tell(setupFailed);
  expect(await screen.findByText(/the credential was not accepted/)).toBeVisible();
  await user.click(button('Try again'));
  expect(await screen.findByText('Waiting for the workspace to start')).toBeVisible();
  tell({
    ...settingUp,
    setupProgress: { ...settingUp.setupProgress, phase: 'Succeeded', step: null },
  });
  await screen.findByTitle('The IDE of Analytical engine');
});

it('does not wait for a set-up that failed another day', async () => {
  visit('/workspaces/engine/open', { world: newWorld({ workspaces: [setupFailed] }) });
  await screen.findByTitle('The IDE of Analytical engine');
});

it('says that it could not begin, and tries again', async () => {
  let full = true;
  const world = newWorld({ workspaces: [suspended('looms')] });
  const { handlersOf } = await import('../mock/world');
  const begin = handlersOf(world)['POST /api/sessions'];
  const handlers: Handlers = {
    'POST /api/sessions': (call) =>
      full || !begin ? problem(409, 'the workspace is being deleted') : begin(call),
  };
  const { user } = visit('/workspaces/looms/open', { world, handlers });
  expect(await screen.findByRole('alert')).toHaveTextContent('The workspace is being deleted.');
  full = false;
  await user.click(button('Try again'));
  expect(await screen.findByText('containers with unready status: [theia]')).toBeVisible();
});

it('keeps the IDE on screen through an outage, and takes it away when it is stopped', async () => {
  visit('/workspaces/notes/editor');
  const frame = await screen.findByTitle('The IDE of notes');
  tell(workspace('notes', { ready: false, phase: 'Starting' }));
  expect(frame).toBeInTheDocument();
  expect(await screen.findByText('Starting')).toBeVisible();
  tell(suspended('notes'));
  await waitFor(() => {
    expect(frame).not.toBeInTheDocument();
  });
  expect(screen.getByRole('link', { name: 'Wake it' })).toHaveAttribute(
    'href',
    '/workspaces/notes/open',
  );
});
