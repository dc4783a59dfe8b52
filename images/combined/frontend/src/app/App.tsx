import { ChakraProvider } from '@chakra-ui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router';
import { queryClient } from '@/api/queryClient';
import { placeOf } from '@/place/place';
import { system } from '@/theme/system';
import { createAppRouter } from './router';

/** The whole app: the site, or on a workspace's own host its editor page alone. */
export function App() {
  const [router] = useState(() => createAppRouter(placeOf(window.location)));
  return (
    <ChakraProvider value={system}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ChakraProvider>
  );
}
