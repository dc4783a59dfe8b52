import { createBrowserRouter, type RouteObject } from 'react-router';
import type { Place } from '@/place/place';
import { Crash } from './Crash';
import { Private } from './Private';
import { HydrateFallback, Root } from './Root';
import { warm } from './warm';

/** Pages that anyone may see. */
const publicRoutes: RouteObject[] = [
  {
    index: true,
    lazy: { Component: async () => (await import('@/pages/landing/Landing')).Landing },
  },
  { path: 'login', lazy: { Component: async () => (await import('@/pages/auth/LogIn')).LogIn } },
  {
    path: 'register',
    lazy: { Component: async () => (await import('@/pages/auth/Register')).Register },
  },
];

/** Pages within the frame with the navigation. */
const framedRoutes: RouteObject[] = [
  {
    path: 'dashboard',
    loader: warm.dashboard,
    lazy: { Component: async () => (await import('@/pages/dashboard/Dashboard')).Dashboard },
  },
  {
    path: 'workspaces',
    loader: warm.workspaces,
    lazy: {
      Component: async () => (await import('@/pages/workspaces/list/Workspaces')).Workspaces,
    },
  },
  {
    path: 'workspaces/new',
    loader: warm.pools,
    lazy: {
      Component: async () => (await import('@/pages/workspaces/new/NewWorkspace')).NewWorkspace,
    },
  },
  {
    path: 'workspaces/:name',
    loader: warm.workspace,
    lazy: {
      Component: async () => (await import('@/pages/workspaces/overview/Overview')).Overview,
    },
  },
  {
    path: 'sessions',
    loader: warm.sessions,
    lazy: { Component: async () => (await import('@/pages/sessions/Sessions')).Sessions },
  },
  {
    path: 'pools',
    loader: warm.pools,
    lazy: { Component: async () => (await import('@/pages/pools/Pools')).Pools },
  },
  {
    path: 'profile',
    lazy: { Component: async () => (await import('@/pages/profile/Profile')).Profile },
  },
];

/** Pages that have the whole window. */
const bareRoutes: RouteObject[] = [
  {
    path: 'workspaces/:name/open',
    loader: warm.workspace,
    lazy: { Component: async () => (await import('@/pages/opening/Opening')).Opening },
  },
  {
    path: 'workspaces/:name/editor',
    loader: warm.workspace,
    lazy: { Component: async () => (await import('@/pages/editor/SiteEditor')).SiteEditor },
  },
];

const frame = { lazy: { Component: async () => (await import('./Frame')).Frame } };

const siteRoutes: RouteObject[] = [
  ...publicRoutes,
  {
    Component: Private,
    children: [{ ...frame, children: framedRoutes }, ...bareRoutes],
  },
  { path: 'help', lazy: { Component: async () => (await import('@/pages/help/Help')).Help } },
  {
    path: '*',
    lazy: { Component: async () => (await import('@/pages/notFound/NotFound')).NotFound },
  },
];

/** On a workspace's own host there is no API, and so nothing but the editor. */
const workspaceRoutes: RouteObject[] = [
  {
    path: '*',
    lazy: { Component: async () => (await import('@/pages/editor/HostEditor')).HostEditor },
  },
];

export function createAppRouter(place: Place | undefined) {
  const children = place ? workspaceRoutes : siteRoutes;
  return createBrowserRouter([
    { Component: Root, HydrateFallback, ErrorBoundary: Crash, children },
  ]);
}
