import { useMutation } from '@tanstack/react-query';
import { leave } from '@/place/leave';
import { signedIn } from '@/state/signedIn';
import { answer, api } from './client';
import { forgetEarly } from './early';
import { keys } from './keys';
import { queryClient } from './queryClient';
import type { User } from './types';

interface Credentials {
  email: string;
  password: string;
}

/** Another person's things must not be on screen, not even for a moment. */
function enter(user: User): void {
  forgetEarly();
  queryClient.clear();
  queryClient.setQueryData(keys.me, user);
  signedIn.set(true);
}

async function logIn(body: Credentials): Promise<User> {
  const { user } = await answer(api.POST('/api/auth/login', { body }));
  return user;
}

export const useLogIn = () => useMutation({ mutationFn: logIn, onSuccess: enter });

export const useRegister = () =>
  useMutation({
    mutationFn: async (body: Credentials & { displayName: string | null }) => {
      await answer(api.POST('/api/auth/register', { body }));
      return logIn({ email: body.email, password: body.password });
    },
    onSuccess: enter,
  });

export const useLogOut = () =>
  useMutation({
    mutationFn: () => answer(api.POST('/api/auth/logout')),
    onSuccess: () => {
      signedIn.set(false);
      // Nothing of theirs is to stay in memory, and no page is to ask for it again.
      leave('/');
    },
  });
