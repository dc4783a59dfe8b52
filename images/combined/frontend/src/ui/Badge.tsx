import { chakra } from '@chakra-ui/react';

/** A word on a state; color never says it alone. */
export const Badge = chakra('span', {
  base: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '1.5',
    paddingX: '2.5',
    height: '6',
    borderRadius: 'full',
    fontSize: 'xs',
    fontWeight: 'medium',
    whiteSpace: 'nowrap',
  },
  variants: {
    tone: {
      good: { bg: 'good.subtle', color: 'good.fg' },
      busy: { bg: 'busy.subtle', color: 'busy.fg' },
      bad: { bg: 'bad.subtle', color: 'bad.fg' },
      calm: { bg: 'raised', color: 'fg.muted' },
      accent: { bg: 'accent.subtle', color: 'accent.fg' },
    },
  },
  defaultVariants: { tone: 'calm' },
});

export const Dot = chakra('span', {
  base: { boxSize: '1.5', borderRadius: 'full', bg: 'currentColor', flexShrink: 0 },
  variants: { busy: { true: { animation: 'breathe 1.4s ease-in-out infinite' } } },
});
