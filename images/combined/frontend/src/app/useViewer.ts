import { useQuery } from '@tanstack/react-query';
import { meQuery } from '@/api/queries';
import type { User } from '@/api/types';
import { signedIn } from '@/state/signedIn';

/** Who looks at a public page, if somebody is logged in. */
export function useViewer(): User | undefined {
  const { data } = useQuery({ ...meQuery, enabled: signedIn.hint() });
  return data;
}
