import { create } from 'zustand';

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

interface Notices {
  items: readonly Notice[];
  say: (text: string, tone?: Notice['tone']) => void;
  dismiss: (id: number) => void;
}

let last = 0;

/** Short messages on what has just happened, from anywhere in the app. */
export const useNotices = create<Notices>()((set) => ({
  items: [],
  say: (text, tone = 'good') => {
    last += 1;
    const notice = { id: last, tone, text };
    set(({ items }) => ({ items: [...items.slice(-2), notice] }));
  },
  dismiss: (id) => {
    set(({ items }) => ({ items: items.filter((notice) => notice.id !== id) }));
  },
}));

export const say = (text: string, tone?: Notice['tone']): void => {
  useNotices.getState().say(text, tone);
};
