import { useCallback } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { leave } from '@/place/leave';
import { safeNext } from '@/place/next';

/** Takes people on to where they wanted to go when they were asked to log in. */
export function useArrive(): () => void {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = search.get('next');
  return useCallback(() => {
    const target = safeNext(next, window.location);
    if (target && target.origin !== window.location.origin) leave(target);
    else if (target)
      void navigate(target.pathname + target.search + target.hash, { replace: true });
    else void navigate('/dashboard', { replace: true });
  }, [navigate, next]);
}
