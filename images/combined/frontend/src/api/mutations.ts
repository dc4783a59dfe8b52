import { useMutation } from '@tanstack/react-query';
import { t } from '@/i18n';
import { replaceOne } from '@/live/cache';
import { say } from '@/state/notices';
import { answer, api } from './client';
import { keys } from './keys';
import { sentenceOf } from './problem';
import { queryClient } from './queryClient';
import type { CreateWorkspace, Workspace } from './types';

const take = (workspace: Workspace) => {
  replaceOne(queryClient, workspace);
};
const complain = (error: unknown) => {
  say(sentenceOf(error), 'bad');
};
const named = (name: string) => ({ params: { path: { name } } });

export const useStartWorkspace = () =>
  useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/workspaces/{name}/start', named(name))),
    onSuccess: take,
    onError: complain,
  });

export const useStopWorkspace = () =>
  useMutation({
    mutationFn: (name: string) => answer(api.POST('/api/workspaces/{name}/stop', named(name))),
    onSuccess: take,
    onError: complain,
  });

export const useRetrySetup = () =>
  useMutation({
    mutationFn: (name: string) =>
      answer(api.POST('/api/workspaces/{name}/setup/retry', named(name))),
    onSuccess: take,
    onError: complain,
  });

export const useDeleteWorkspace = () =>
  useMutation({
    mutationFn: (name: string) => answer(api.DELETE('/api/workspaces/{name}', named(name))),
    // It is listed as being released until it is gone.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.workspaces, exact: true }),
  });

export const useCreateWorkspace = () =>
  useMutation({
    mutationFn: (body: CreateWorkspace) => answer(api.POST('/api/workspaces', { body })),
    onSuccess: take,
  });

export const useEndSession = () =>
  useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE('/api/sessions/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.sessions }),
  });

export const useRename = () =>
  useMutation({
    mutationFn: (displayName: string) =>
      answer(api.PATCH('/api/users/me', { body: { displayName } })),
    onSuccess: (user) => {
      queryClient.setQueryData(keys.me, user);
      say(t.profile.nameSaved);
    },
  });

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      answer(api.PUT('/api/users/me/password', { body })),
    onSuccess: () => {
      say(t.profile.passwordChanged);
      return queryClient.invalidateQueries({ queryKey: keys.sessions });
    },
  });

export const useSetGitCredential = () =>
  useMutation({
    mutationFn: ({ host, ...body }: { host: string; username: string; password: string }) =>
      answer(api.PUT('/api/git-credentials/{host}', { params: { path: { host } }, body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.gitCredentials }),
  });

export const useRemoveGitCredential = () =>
  useMutation({
    mutationFn: (host: string) =>
      answer(api.DELETE('/api/git-credentials/{host}', { params: { path: { host } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.gitCredentials }),
  });
