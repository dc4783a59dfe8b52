import { useState } from 'react';
import type { Workspace } from '@/api/types';

/** Whether `workspace` has been ready while this page was open and is still meant to run. */
export function useEverReady({ ready, running }: Workspace): boolean {
  const [ever, setEver] = useState(ready);
  // Set while rendering, so that no frame is drawn without it.
  if (ready && !ever) setEver(true);
  if (!running && ever) setEver(false);
  return running && (ever || ready);
}
