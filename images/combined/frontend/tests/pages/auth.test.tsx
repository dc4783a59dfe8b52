import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { leave } from '@/place/leave';
import { signedIn } from '@/state/signedIn';
import { button, heading, visit } from '../render';
import { newWorld } from '../mock/world';

const nobody = () => newWorld({ me: null });
const fillIn = async (user: ReturnType<typeof visit>['user'], password: string) => {
  await user.type(await screen.findByLabelText('E-mail address'), 'ada@example.com');
  await user.type(screen.getByLabelText('Password'), password);
};

it('asks the API nothing before somebody has logged in', async () => {
  const { calls } = visit('/');
  await heading(/always where you left it/);
  expect(calls).toEqual([]);
});

it('sends who is not logged in to log in, and back', async () => {
  const { user } = visit('/pools?a=1', { world: nobody() });
  await heading('Welcome back');
  expect(window.location.search).toBe('?next=%2Fpools%3Fa%3D1');
  await fillIn(user, 'correct horse battery');
  await user.click(button('Log in'));
  await heading('Pools');
  expect(window.location.search).toBe('?a=1');
  expect(signedIn.hint()).toBe(true);
});

it('keeps no token where scripts can read it', async () => {
  const { user } = visit('/login', { world: nobody() });
  await fillIn(user, 'correct horse battery');
  await user.click(button('Log in'));
  await heading(/Good/);
  expect([localStorage.length, localStorage.getItem('coditect-signed-in')]).toEqual([1, 'yes']);
  expect(sessionStorage).toHaveLength(0);
  expect(document.cookie).toBe('');
});

it('follows a next to a workspace', async () => {
  const next = 'http://engine--coditect.localhost:4173/theia/';
  const { user } = visit(`/login?next=${encodeURIComponent(next)}`, { world: nobody() });
  await fillIn(user, 'correct horse battery');
  await user.click(button('Log in'));
  await waitFor(() => {
    expect(leave).toHaveBeenCalledWith(new URL(next));
  });
});

it('does not follow a next to another site', async () => {
  const { user } = visit('/login?next=//evil.example/', { world: nobody() });
  await fillIn(user, 'correct horse battery');
  await user.click(button('Log in'));
  await heading(/Good/);
  expect(window.location.href).toBe('http://localhost:4173/dashboard');
});

it('says that the password is wrong', async () => {
  const { user } = visit('/login', { world: nobody() });
  await fillIn(user, 'wrong password');
  await user.click(button('Log in'));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'The e-mail address or the password is wrong.',
  );
});

it('asks before it sends on who is logged in already', async () => {
  signedIn.set(true);
  const { user } = visit('/login?next=/sessions');
  await heading('You are logged in');
  await user.click(button('Go on'));
  await heading('Sessions');
});

it('registers, logs in, and goes on', async () => {
  const { user, calls } = visit('/register?next=/pools', { world: nobody() });
  await user.type(await screen.findByLabelText(/What shall we call you/), 'Grace');
  await user.type(screen.getByLabelText('E-mail address'), 'grace@example.com');
  await user.type(screen.getByLabelText('Password'), 'correct horse battery');
  await user.click(button('Create account'));
  await heading('Pools');
  expect(calls.slice(0, 2)).toEqual(['POST /api/auth/register', 'POST /api/auth/login']);
});

it('shows what is wrong beside the field', async () => {
  const { user } = visit('/register', { world: nobody() });
  await user.type(await screen.findByLabelText('E-mail address'), 'grace@example.com');
  const password = screen.getByLabelText('Password');
  await user.type(password, 'password');
  await user.click(button('Create account'));
  await waitFor(() => {
    expect(password).toHaveAccessibleDescription(/must not be one of the most common passwords/);
  });
  expect(password).toBeInvalid();
});

it('says that an address has an account', async () => {
  const { user } = visit('/register', { world: nobody() });
  await fillIn(user, 'correct horse battery');
  await user.click(button('Create account'));
  expect(await screen.findByRole('alert')).toHaveTextContent(/there is an account/i);
});

it('shows and hides the password', async () => {
  const { user } = visit('/login', { world: nobody() });
  const password = await screen.findByLabelText('Password');
  await user.click(button('Show password'));
  expect(password).toHaveAttribute('type', 'text');
  await user.click(button('Hide password'));
  expect(password).toHaveAttribute('type', 'password');
});

it('logs out', async () => {
  const { user, world } = visit('/dashboard');
  await user.click(await screen.findByRole('button', { name: 'Menu' }));
  const menu = within(screen.getByRole('dialog', { name: 'Menu' }));
  await user.click(menu.getByRole('button', { name: 'Log out' }));
  await waitFor(() => {
    expect(leave).toHaveBeenCalledWith('/');
  });
  expect(world.me).toBeNull();
  expect(signedIn.hint()).toBe(false);
});
