import { defineSemanticTokens, defineTokens } from '@chakra-ui/react';

/** Every quarter of a rem up to 6, then larger steps, as the field is used to. */
const steps = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24, 32];
const spacing = Object.fromEntries(
  steps.map((step) => [String(step), { value: `${String(step / 4)}rem` }]),
);

export const tokens = defineTokens({
  spacing,
  sizes: {
    ...spacing,
    full: { value: '100%' },
    page: { value: '72rem' },
    text: { value: '38rem' },
  },
  fonts: {
    body: { value: "'Geist Variable', 'Geist Fallback', system-ui, sans-serif" },
    heading: { value: "'Geist Variable', 'Geist Fallback', system-ui, sans-serif" },
    mono: { value: "'Geist Mono Variable', ui-monospace, monospace" },
  },
  fontSizes: {
    xs: { value: '0.75rem' },
    sm: { value: '0.875rem' },
    md: { value: '1rem' },
    lg: { value: '1.125rem' },
    xl: { value: '1.375rem' },
    '2xl': { value: '1.75rem' },
    '3xl': { value: '2.25rem' },
  },
  fontWeights: { normal: { value: 400 }, medium: { value: 500 }, semibold: { value: 600 } },
  radii: {
    sm: { value: '0.375rem' },
    md: { value: '0.5rem' },
    lg: { value: '0.75rem' },
    xl: { value: '1rem' },
    full: { value: '999px' },
  },
});

const pair = (light: string, dark: string) => ({ value: { _light: light, _dark: dark } });

/** Text on its background has a contrast of at least 4.5, borders of controls at least 3. */
export const semanticTokens = defineSemanticTokens({
  colors: {
    bg: pair('#f6f7f9', '#0c0f14'),
    panel: pair('#ffffff', '#141920'),
    raised: pair('#eef0f4', '#1d242e'),
    fg: { DEFAULT: pair('#151a23', '#e8ecf2'), muted: pair('#545e6e', '#9aa6b6') },
    line: { DEFAULT: pair('#dde1e8', '#28313d'), strong: pair('#828c9c', '#66738a') },
    grid: pair('#e4e8f4', '#161d2b'),
    accent: {
      solid: pair('#2b4bdd', '#4263eb'),
      hover: pair('#2340c2', '#3656da'),
      contrast: pair('#ffffff', '#ffffff'),
      fg: pair('#2845cc', '#a3b5ff'),
      subtle: pair('#e9edff', '#1b2550'),
    },
    good: { fg: pair('#11693f', '#5bd69a'), subtle: pair('#def4e8', '#10301f') },
    busy: { fg: pair('#7f4b00', '#f2bb63'), subtle: pair('#fdf0d9', '#33260e') },
    bad: {
      fg: pair('#b3261e', '#ff9389'),
      subtle: pair('#fdeae8', '#3a1816'),
      solid: pair('#b92d25', '#c23a32'),
      hover: pair('#9e241d', '#ad312a'),
    },
  },
  shadows: {
    low: pair('0 1px 2px rgb(21 26 35 / 0.06)', '0 1px 2px rgb(0 0 0 / 0.4)'),
    high: pair('0 16px 48px rgb(21 26 35 / 0.18)', '0 16px 48px rgb(0 0 0 / 0.6)'),
  },
});
