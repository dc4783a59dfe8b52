import { ChakraProvider } from '@chakra-ui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router';
import { queryClient } from '@/api/queryClient';
import { system } from '@/theme/system';
import { Notices } from '@/ui/Notices';
import { CrashBoundary } from './CrashBoundary';
import { AppRoutes } from './AppRoutes';

export function App() {
  return (
    <ChakraProvider value={system}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter>
          <CrashBoundary>
            <AppRoutes />
          </CrashBoundary>
          <Notices />
        </BrowserRouter>
      </QueryClientProvider>
    </ChakraProvider>
  );
}
