import { expect, it } from 'vitest';
import { pageAt, pages } from '@/app/pages';

it.each([
  ['/', pages.landing],
  ['/workspaces/', pages.workspaces],
  ['/workspaces/new', pages.newWorkspace],
  ['/workspaces/engine', pages.overview],
  ['/workspaces/engine/open', pages.opening],
  ['/workspaces/engine/other', pages.notFound],
])('%s has its page', (path, page) => {
  expect(pageAt(new URL(path, 'https://ide.example.com'))).toBe(page);
});

it('is the editor everywhere on a workspace’s own host', () => {
  expect(pageAt(new URL('https://engine--ns.ide.example.com/sessions'))).toBe(pages.hostEditor);
});
