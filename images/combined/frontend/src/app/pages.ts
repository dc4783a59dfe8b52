import type { ComponentType } from 'react';
import { placeOf } from '@/place/place';

type Load = () => Promise<{ default: ComponentType }>;

/** The script of each page. */
export const pages = {
  landing: () => import('@/pages/landing/Landing'),
  logIn: () => import('@/pages/auth/LogIn'),
  register: () => import('@/pages/auth/Register'),
  dashboard: () => import('@/pages/dashboard/Dashboard'),
  workspaces: () => import('@/pages/workspaces/list/Workspaces'),
  newWorkspace: () => import('@/pages/workspaces/new/NewWorkspace'),
  overview: () => import('@/pages/workspaces/overview/Overview'),
  opening: () => import('@/pages/opening/Opening'),
  siteEditor: () => import('@/pages/editor/SiteEditor'),
  hostEditor: () => import('@/pages/editor/HostEditor'),
  sessions: () => import('@/pages/sessions/Sessions'),
  pools: () => import('@/pages/pools/Pools'),
  profile: () => import('@/pages/profile/Profile'),
  help: () => import('@/pages/help/Help'),
  notFound: () => import('@/pages/notFound/NotFound'),
} satisfies Record<string, Load>;

/** The paths that anyone may see. */
export const publicPaths: Record<string, Load> = {
  '/': pages.landing,
  '/login': pages.logIn,
  '/register': pages.register,
  '/help': pages.help,
};

/** The paths within the frame with the navigation. */
export const framedPaths: Record<string, Load> = {
  '/dashboard': pages.dashboard,
  '/workspaces': pages.workspaces,
  '/workspaces/new': pages.newWorkspace,
  '/workspaces/:name': pages.overview,
  '/sessions': pages.sessions,
  '/pools': pages.pools,
  '/profile': pages.profile,
};

/** The paths of pages that have the whole window. */
export const barePaths: Record<string, Load> = {
  '/workspaces/:name/open': pages.opening,
  '/workspaces/:name/editor': pages.siteEditor,
};

/** The page at `address`, before there is a router. */
export function pageAt(address: Pick<URL, 'protocol' | 'host' | 'pathname'>): Load {
  if (placeOf(address)) return pages.hostEditor;
  const all = { ...publicPaths, ...framedPaths, ...barePaths };
  const found = Object.entries(all).find(([path]) =>
    new RegExp(`^${path.replace(':name', '[^/]+')}/?$`).test(address.pathname),
  );
  return found?.[1] ?? pages.notFound;
}
