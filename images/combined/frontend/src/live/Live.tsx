import { useEffect } from 'react';
import { queryClient } from '@/api/queryClient';
import { signedIn } from '@/state/signedIn';
import { follow } from './stream';

/** Keeps what is cached of the API up to date while it is on the page. */
export function Live() {
  useEffect(() => {
    signedIn.set(true);
    return follow(queryClient);
  }, []);
  return null;
}
