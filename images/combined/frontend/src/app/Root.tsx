import { Box } from '@chakra-ui/react';
import { Suspense } from 'react';
import { Outlet, ScrollRestoration } from 'react-router';
import { Notices } from '@/ui/Notices';

/** Around every page. */
export function Root() {
  return (
    <>
      <Suspense fallback={<Box minHeight="100dvh" />}>
        <Outlet />
      </Suspense>
      <Notices />
      <ScrollRestoration />
    </>
  );
}

/** While the script of the first page is on its way. */
export function HydrateFallback() {
  return <Box minHeight="100dvh" />;
}
