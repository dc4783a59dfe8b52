import { describe, expect, it } from 'vitest';
import { check, EMPTY, suggestName, toRequest } from '@/pages/workspaces/new/form';
import { checkSchema } from '../mock/contract';

const full = {
  ...EMPTY,
  name: 'engine',
  displayName: ' Analytical engine ',
  pool: 'large',
  repository: 'https://git.example.com/a/engine.git',
  ref: 'main',
  shallow: true,
  startCommand: 'npm install',
  dotfiles: 'git@git.example.com:ada/dotfiles.git',
  identityName: 'Ada',
  identityEmail: 'ada@example.com',
  reclaimPolicy: 'Delete' as const,
};

describe('what the form asks of the API', () => {
  it('is all that was filled in', () => {
    expect(toRequest(full)).toEqual({
      name: 'engine',
      displayName: 'Analytical engine',
      pool: 'large',
      reclaimPolicy: 'Delete',
      setup: {
        repository: { url: 'https://git.example.com/a/engine.git', ref: 'main', depth: 1 },
        dotfiles: { url: 'git@git.example.com:ada/dotfiles.git' },
        identity: { name: 'Ada', email: 'ada@example.com' },
        startCommand: 'npm install',
      },
    });
    checkSchema('CreateWorkspace', toRequest(full));
  });

  it('is nothing but the default when nothing was', () => {
    expect(toRequest(EMPTY)).toEqual({ reclaimPolicy: 'Retain' });
  });
});

describe('a suggested name', () => {
  it.each([
    ['https://git.example.com/a/Engine.git', 'engine'],
    ['git@git.example.com:ada/dot_files.git', 'dot-files'],
    ['https://git.example.com/a/engine/', 'engine'],
    ['', ''],
    [`https://x/${'a'.repeat(39)}-b`, 'a'.repeat(39)],
  ])('of %s', (repository, name) => {
    expect(suggestName(repository)).toBe(name);
    expect(check({ ...EMPTY, name })).toEqual({});
  });
});

describe('what is wrong with the form', () => {
  it.each(['Engine', 'a--b', '-a', 'a-', 'a b'])('the name %s', (name) => {
    expect(Object.keys(check({ ...EMPTY, name }))).toEqual(['name']);
  });

  it('half an identity', () => {
    expect(Object.keys(check({ ...EMPTY, identityName: 'Ada' }))).toEqual(['identityEmail']);
    expect(Object.keys(check({ ...EMPTY, identityEmail: 'a@b.c' }))).toEqual(['identityName']);
  });
});
