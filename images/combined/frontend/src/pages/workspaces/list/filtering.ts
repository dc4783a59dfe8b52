import type { Workspace } from '@/api/types';

const SHOWS = ['all', 'running', 'asleep'] as const;
export type Show = (typeof SHOWS)[number];

export interface WorkspaceFilter {
  word: string;
  show: Show;
}

/** The filter in the address, so that it outlives a reload and can be shared. */
export function filterOf(search: URLSearchParams): WorkspaceFilter {
  const show = SHOWS.find((one) => one === search.get('show'));
  return { word: search.get('q') ?? '', show: show ?? 'all' };
}

export function matching(workspaces: readonly Workspace[], filter: WorkspaceFilter): Workspace[] {
  const word = filter.word.trim().toLowerCase();
  return workspaces.filter(({ name, displayName, running }) => {
    if (filter.show !== 'all' && (filter.show === 'running') !== running) return false;
    return `${name} ${displayName ?? ''}`.toLowerCase().includes(word);
  });
}
