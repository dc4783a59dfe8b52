import { lazy, Suspense } from 'react';
import { type RouteObject, useRoutes } from 'react-router';
import { placeOf } from '@/place/place';
import { Frame } from './Frame';
import { barePaths, framedPaths, pages, publicPaths } from './pages';
import { Private } from './Private';
import { useScrollToTop } from './useScrollToTop';

const routesOf = (paths: typeof publicPaths): RouteObject[] =>
  Object.entries(paths).map(([path, load]) => ({ path, Component: lazy(load) }));

const NotFound = lazy(pages.notFound);

const siteRoutes: RouteObject[] = [
  ...routesOf(publicPaths),
  {
    Component: Private,
    children: [{ Component: Frame, children: routesOf(framedPaths) }, ...routesOf(barePaths)],
  },
  { path: '*', Component: NotFound },
];

/** On a workspace's own host there is no API, and so nothing but the editor. */
const hostRoutes: RouteObject[] = [{ path: '*', Component: lazy(pages.hostEditor) }];

/** The site, or on a workspace's own host its editor page alone. */
export function AppRoutes() {
  useScrollToTop();
  const routes = useRoutes(placeOf(window.location) ? hostRoutes : siteRoutes);
  return <Suspense>{routes}</Suspense>;
}
