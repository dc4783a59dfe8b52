import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeEventSource } from '../mock/eventSource';
import { problem } from '../mock/api';
import { setupFailed, suspended, workspace } from '../mock/fixtures';
import { emptyWorld, newWorld } from '../mock/world';
import { button, heading, visit } from '../render';

const outage = () => problem(503, 'the cluster does not answer');

it('greets, and has the latest workspace one click away', async () => {
  visit('/dashboard');
  await heading(/Good .*, Ada/);
  const latest = await screen.findByRole('region', { name: 'Pick up where you left off' });
  expect(within(latest).getByRole('heading')).toHaveTextContent('Analytical engine');
  expect(within(latest).getByRole('link', { name: 'Open' })).toHaveAttribute(
    'href',
    '/workspaces/engine/open',
  );
});

it('shows a newcomer how to begin', async () => {
  visit('/dashboard', { world: emptyWorld() });
  await heading(/Ada/);
  expect(await screen.findByText('Your first workspace')).toBeVisible();
});

it('changes without being asked', async () => {
  visit('/workspaces');
  const row = (await screen.findByText('notes')).closest('li');
  expect(row).toHaveTextContent('Running');
  act(() => {
    FakeEventSource.latest.send('workspace', suspended('notes'));
  });
  await waitFor(() => {
    expect(row).toHaveTextContent('Asleep');
  });
  act(() => {
    FakeEventSource.latest.send('workspace-deleted', { name: 'notes' });
  });
  await waitFor(() => {
    expect(screen.queryByText('notes')).toBeNull();
  });
});

it('finds workspaces by word and state, and keeps that in the address', async () => {
  const { user } = visit('/workspaces');
  await screen.findByText('4 workspaces');
  await user.type(screen.getByLabelText('Search workspaces'), 'LOOM');
  expect(screen.getByText('1 workspace')).toBeVisible();
  await user.selectOptions(screen.getByLabelText('Show'), 'Running');
  expect(window.location.search).toBe('?q=LOOM&show=running');
  expect(screen.getByText('No workspace matches')).toBeVisible();
  await user.click(screen.getByRole('link', { name: 'Show all' }));
  expect(screen.getByText('4 workspaces')).toBeVisible();
});

it.each([
  ['/workspaces', 'GET /api/workspaces'],
  ['/dashboard', 'GET /api/workspaces'],
  ['/workspaces/engine', 'GET /api/workspaces/{name}'],
  ['/sessions', 'GET /api/sessions'],
  ['/pools', 'GET /api/pools'],
  ['/profile', 'GET /api/git-credentials'],
] as const)(
  'says on %s that the API does not answer, and tries again',
  async (path, call) => {
    let broken = true;
    const world = newWorld();
    const { handlersOf } = await import('../mock/world');
    const good = handlersOf(world)[call] as (call: unknown) => never;
    const handlers = { [call]: (at: unknown) => (broken ? outage() : good(at)) };
    const { user } = visit(path, { world, handlers });
    const alert = await screen.findByRole('alert', undefined, { timeout: 10_000 });
    expect(alert).toHaveTextContent('The cluster does not answer.');
    broken = false;
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => {
      expect(screen.queryByRole('alert')).toBeNull();
    });
  },
  20_000,
);

it('says that a workspace is not there', async () => {
  visit('/workspaces/nothing');
  await heading('There is no such workspace');
});

it('shows state, set-up, events and conditions', async () => {
  visit('/workspaces/engine');
  await heading('Analytical engine');
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '42');
  expect(await screen.findByText('FailedScheduling')).toBeVisible();
  expect(screen.getByText('it has slot coditect-combined-hybrid-0')).toBeVisible();
});

it('tries a failed set-up again', async () => {
  const { user, world } = visit('/workspaces/engine', {
    world: newWorld({ workspaces: [setupFailed] }),
  });
  await screen.findByText('The set-up failed');
  await user.click(button('Try again'));
  expect(await screen.findByText('Waiting for the workspace to start')).toBeVisible();
  expect(world.workspaces[0]?.setupProgress?.attempt).toBe(2);
});

it('stops a workspace when that is confirmed', async () => {
  const { user, world } = visit('/workspaces/notes');
  await user.click(await screen.findByRole('button', { name: 'Stop notes' }));
  const dialog = screen.getByRole('dialog', { name: 'Stop notes?' });
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  expect(world.workspaces.find(({ name }) => name === 'notes')?.running).toBe(true);
  await user.click(button('Stop notes'));
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Stop' }));
  expect(await screen.findByRole('button', { name: 'Start notes' })).toBeVisible();
  expect(screen.getByText('notes is going to sleep.')).toBeVisible();
});

it('starts a workspace', async () => {
  const { user } = visit('/workspaces/looms');
  await user.click(await screen.findByRole('button', { name: 'Start Jacquard looms' }));
  expect(await screen.findByText('Jacquard looms is starting.')).toBeVisible();
});

it('says when it cannot be started', async () => {
  const handlers = {
    'POST /api/workspaces/{name}/start': () => problem(409, 'it is being deleted'),
  };
  const { user } = visit('/workspaces/looms', { handlers });
  await user.click(await screen.findByRole('button', { name: 'Start Jacquard looms' }));
  expect(await screen.findByText('It is being deleted.')).toBeVisible();
});

it('deletes a workspace only under its name, and says what stays', async () => {
  const { user, world } = visit('/workspaces/engine');
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  const dialog = screen.getByRole('dialog', { name: 'Delete Analytical engine?' });
  expect(dialog).toHaveTextContent('pvc-6d1f0c52-workspace');
  const name = within(dialog).getByLabelText('Type engine to confirm');
  await user.type(name, 'engin{Enter}');
  expect(name).toHaveAccessibleDescription('This is not the name of the workspace.');
  expect(world.workspaces).toHaveLength(4);
  await user.type(name, 'e{Enter}');
  await heading('Workspaces');
  expect(screen.getByText(/Its files stay on pvc-6d1f0c52-workspace/)).toBeVisible();
  expect(await screen.findByText('Being deleted')).toBeVisible();
});

it('says that files are lost where they are', async () => {
  const { user } = visit('/workspaces/looms');
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  expect(screen.getByRole('dialog')).toHaveTextContent('They cannot be brought back.');
});

it('makes a workspace named after its repository', async () => {
  const { user, world } = visit('/workspaces/new');
  const repository = await screen.findByLabelText(/Git repository/);
  await user.type(repository, 'https://git.example.com/a/Difference.git');
  await user.click(screen.getByLabelText(/Only the latest commit/));
  await user.click(button('Create workspace'));
  await heading('Opening difference');
  const made = world.workspaces.find(({ name }) => name === 'difference');
  expect(made?.setup).toEqual({
    repository: { url: 'https://git.example.com/a/Difference.git', depth: 1 },
    identity: { name: 'Ada', email: 'ada@example.com' },
  });
});

it('takes people to the field that is wrong', async () => {
  const { user, calls } = visit('/workspaces/new');
  const name = await screen.findByLabelText(/^Name \(/);
  await user.type(name, 'Not A Name');
  await user.click(button('Create workspace'));
  expect(name).toHaveFocus();
  expect(name).toBeInvalid();
  expect(calls).not.toContain('POST /api/workspaces');
  await user.clear(name);
  await user.type(name, 'notes{Enter}');
  await waitFor(() => {
    expect(name).toHaveAccessibleDescription(/That name is taken/);
  });
});

it('puts what the API finds wrong beside its field', async () => {
  const errors = [{ field: 'setup.repository.url', detail: 'must be a URL that git knows' }];
  const handlers = {
    'POST /api/workspaces': () => problem(422, 'some fields are not valid', errors),
  };
  const { user } = visit('/workspaces/new', { handlers });
  const repository = await screen.findByLabelText(/Git repository/);
  await user.type(repository, 'nonsense');
  await user.click(button('Create workspace'));
  await waitFor(() => {
    expect(repository).toHaveAccessibleDescription(/must be a URL that git knows/);
  });
});

it('moves the focus to the heading of a new page', async () => {
  const { user } = visit('/workspaces', { world: newWorld({ workspaces: [workspace('notes')] }) });
  await user.click(await screen.findByText('notes'));
  expect(await heading('notes')).toHaveFocus();
  expect(document.title).toBe('notes · Coditect');
});
