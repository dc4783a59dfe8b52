import { create } from 'zustand';

/** `polling` while the stream is down: pages ask now and then instead. */
export type LiveState = 'connecting' | 'live' | 'polling';

export const useLive = create<{ state: LiveState }>()(() => ({ state: 'connecting' }));
