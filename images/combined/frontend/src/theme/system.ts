import { createSystem, defaultBaseConfig, defineGlobalStyles } from '@chakra-ui/react';
import { recipes } from './recipes';
import { semanticTokens, tokens } from './tokens';

const globalCss = defineGlobalStyles({
  html: { bg: 'bg', color: 'fg', fontFamily: 'body', lineHeight: 1.55 },
  body: { minHeight: '100dvh', fontFeatureSettings: '"ss01"' },
  '#root': { display: 'contents' },
  '*, ::before, ::after': { borderColor: 'line' },
  'code, kbd, pre': { fontFamily: 'mono', fontSize: '0.92em' },
  '::selection': { bg: 'accent.subtle' },
  'a:focus-visible, summary:focus-visible, [tabindex]:focus-visible': {
    outline: '2px solid',
    outlineColor: 'accent.fg',
    outlineOffset: '2px',
  },
  'h1:focus-visible': { outline: 'none' },
});

/** Chakra's engine with a theme of our own: its whole default theme would be half of the script. */
export const system = createSystem(defaultBaseConfig, {
  preflight: true,
  cssVarsPrefix: 'co',
  globalCss,
  theme: {
    breakpoints: { sm: '30rem', md: '48rem', lg: '64rem', xl: '80rem' },
    keyframes: {
      spin: { to: { transform: 'rotate(360deg)' } },
      breathe: { '50%': { opacity: 0.45 } },
      rise: { from: { opacity: 0, transform: 'translateY(6px)' } },
    },
    tokens,
    semanticTokens,
    recipes,
  },
});
