import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { leave } from '@/place/leave';
import { signedIn } from '@/state/signedIn';
import { FakeEventSource } from '../mock/eventSource';
import { emptyWorld, newWorld } from '../mock/world';
import { button, heading, visit } from '../render';

it('lists sessions, with that of this browser marked, and ends one', async () => {
  const { user, world } = visit('/sessions');
  await heading('Sessions');
  const rows = await screen.findAllByRole('listitem');
  expect(rows).toHaveLength(3);
  expect(await within(rows[0] ?? document.body).findByText('This browser')).toBeVisible();
  await user.click(button('End the session in Jacquard looms'));
  const dialog = screen.getByRole('dialog', { name: 'End this session?' });
  expect(dialog).toHaveTextContent('The workspace keeps running');
  await user.click(within(dialog).getByRole('button', { name: 'End session' }));
  await waitFor(() => {
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });
  expect(world.sessions.map(({ id }) => id)).toEqual(['s-1', 's-3']);
});

it('warns before one ends the session that one is in', async () => {
  const { user } = visit('/sessions');
  await screen.findByText('This browser');
  await user.click(button('End the session in Analytical engine'));
  const dialog = screen.getByRole('dialog');
  expect(dialog).toHaveTextContent('you will be logged out');
  await user.click(within(dialog).getByRole('button', { name: 'End session' }));
  await waitFor(() => {
    expect(leave).toHaveBeenCalledWith('/login');
  });
  expect(signedIn.hint()).toBe(false);
});

it('asks for sessions again when the stream says so', async () => {
  const { world } = visit('/sessions');
  expect(await screen.findAllByRole('listitem')).toHaveLength(3);
  world.sessions = [];
  act(() => {
    FakeEventSource.latest.send('session', {});
  });
  expect(await screen.findByText('No sessions')).toBeVisible();
});

it('shows pools', async () => {
  visit('/pools');
  await heading('Pools');
  expect(await screen.findByText('17 of 40 taken')).toBeVisible();
  expect(screen.getByText('filling: 1 of 2 warm spares run')).toBeVisible();
  expect(screen.getByText('250m CPU, 512Mi memory')).toBeVisible();
});

it('says that there are no pools', async () => {
  visit('/pools', { world: newWorld({ pools: [] }) });
  expect(await screen.findByText('No pools')).toBeVisible();
});

it('changes the name', async () => {
  const { user, world } = visit('/profile');
  const name = await screen.findByLabelText('Name');
  await user.clear(name);
  await user.type(name, 'Countess{Enter}');
  expect(await screen.findByText('Your name is saved.')).toBeVisible();
  expect(world.me?.displayName).toBe('Countess');
});

it('changes the password, and says when the current one is wrong', async () => {
  const { user } = visit('/profile');
  const current = await screen.findByLabelText('Current password');
  await user.type(current, 'not the right one');
  await user.type(screen.getByLabelText('New password'), 'another long sentence');
  await user.click(button('Change password'));
  await waitFor(() => {
    expect(current).toHaveAccessibleDescription('is not the password of this account');
  });
  await user.clear(current);
  await user.type(current, 'correct horse battery');
  await user.click(button('Change password'));
  expect(await screen.findByText(/Your password is changed/)).toBeVisible();
  expect(current).toHaveValue('');
});

it('saves and removes git credentials', async () => {
  const { user, world } = visit('/profile', { world: emptyWorld() });
  await user.click(await screen.findByText('Add a credential'));
  await user.type(screen.getByLabelText('Host'), 'Code.Example.com');
  await user.type(screen.getByLabelText('User name'), 'ada');
  await user.type(screen.getByLabelText('Password or access token'), 'secret{Enter}');
  const remove = await screen.findByRole('button', {
    name: 'Remove the credential for code.example.com',
  });
  expect(world.gitCredentials[0]?.username).toBe('ada');
  await user.click(remove);
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
  await waitFor(() => {
    expect(world.gitCredentials).toEqual([]);
  });
  expect(await screen.findByText(/No credentials yet/)).toBeVisible();
});

it('keeps the navigation on the help page for who is logged in', async () => {
  signedIn.set(true);
  visit('/help');
  await screen.findByRole('link', { name: 'Sessions', hidden: true });
  expect(screen.getByText('What is a workspace?')).toBeVisible();
});

it('shows the help to anyone', async () => {
  visit('/help', { world: newWorld({ me: null }) });
  await heading('Help');
  expect(screen.getByRole('link', { name: 'Log in' })).toBeVisible();
});

it('says that there is nothing at an unknown path', async () => {
  visit('/nothing/at/all');
  await heading('There is nothing here');
});

it('goes through the color modes and remembers', async () => {
  const { user } = visit('/');
  await user.click(await screen.findByRole('button', { name: 'Color mode: As the system' }));
  expect(document.documentElement).toHaveClass('light');
  await user.click(button('Color mode: Light'));
  expect(document.documentElement).toHaveClass('dark');
  expect(localStorage.getItem('coditect-color-mode')).toBe('dark');
  await user.click(button('Color mode: Dark'));
  expect(document.documentElement).not.toHaveClass('dark');
});

it('opens the navigation on small screens and closes it on the way', async () => {
  const { user } = visit('/dashboard');
  await user.click(await screen.findByRole('button', { name: 'Menu' }));
  const dialog = screen.getByRole('dialog', { name: 'Menu' });
  await user.click(within(dialog).getByRole('link', { name: 'Pools' }));
  await heading('Pools');
});
