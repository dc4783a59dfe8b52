import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import { statusOf } from './problem';

/** Any 401 means that the login is over; the pages behind it ask for a new one. */
function noteEnd(error: unknown): void {
  if (statusOf(error) === 401) {
    void queryClient.resetQueries({ queryKey: keys.me });
  }
}

/** Whether another attempt may help: not when the API has said no. */
function mayHelp(failures: number, error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return failures < 2 && (status === 0 || status >= 500);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== keys.me[0]) noteEnd(error);
    },
  }),
  mutationCache: new MutationCache({ onError: noteEnd }),
  defaultOptions: {
    queries: { retry: mayHelp, staleTime: 10_000 },
  },
});
