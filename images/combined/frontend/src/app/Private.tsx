import { Box } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from 'react-router';
import { statusOf } from '@/api/problem';
import { meQuery } from '@/api/queries';
import { Live } from '@/live/Live';
import { withNext } from '@/place/next';
import { Failure, Loading } from '@/ui/states';

/** Lets in who is logged in, keeps their things up to date, and sends others to log in. */
export function Private() {
  const me = useQuery(meQuery);
  const { pathname, search } = useLocation();
  if (me.isSuccess) {
    return (
      <>
        <Live />
        <Outlet />
      </>
    );
  }
  if (statusOf(me.error) === 401) {
    return <Navigate to={withNext('/login', pathname + search)} replace />;
  }
  return (
    <Box as="main" maxWidth="page" marginX="auto" padding="8">
      {me.isError ? <Failure error={me.error} onRetry={() => void me.refetch()} /> : <Loading />}
    </Box>
  );
}
