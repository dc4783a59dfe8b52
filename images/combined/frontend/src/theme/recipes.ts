import { defineRecipe } from '@chakra-ui/react';

const ring = {
  outline: '2px solid transparent',
  outlineOffset: '2px',
  _focusVisible: { outlineColor: 'accent.fg' },
};

/** What one types into or chooses from. */
export const control = defineRecipe({
  base: {
    width: 'full',
    height: '10',
    px: '3',
    borderRadius: 'md',
    borderWidth: '1px',
    borderColor: 'line.strong',
    bg: 'panel',
    color: 'fg',
    fontSize: 'md',
    _placeholder: { color: 'fg.muted' },
    _invalid: { borderColor: 'bad.fg' },
    _disabled: { opacity: 0.6, cursor: 'not-allowed' },
    ...ring,
    outlineOffset: '0px',
  },
});

const button = defineRecipe({
  base: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: '2',
    flexShrink: 0,
    borderRadius: 'md',
    borderWidth: '1px',
    borderColor: 'transparent',
    fontWeight: 'medium',
    whiteSpace: 'nowrap',
    cursor: 'pointer',
    transition: 'background-color 120ms, border-color 120ms, color 120ms',
    _disabled: { opacity: 0.6, cursor: 'not-allowed' },
    ...ring,
  },
  variants: {
    variant: {
      solid: { bg: 'accent.solid', color: 'accent.contrast', _hover: { bg: 'accent.hover' } },
      outline: {
        bg: 'panel',
        color: 'fg',
        borderColor: 'line.strong',
        _hover: { bg: 'raised' },
      },
      ghost: { color: 'fg.muted', _hover: { bg: 'raised', color: 'fg' } },
      // Chakra's own names: `subtle` for what warns, `surface` for what destroys.
      subtle: { color: 'bad.fg', borderColor: 'bad.fg', _hover: { bg: 'bad.subtle' } },
      surface: { bg: 'bad.solid', color: 'accent.contrast', _hover: { bg: 'bad.hover' } },
    },
    size: {
      sm: { height: '8', px: '3', fontSize: 'sm' },
      md: { height: '10', px: '4', fontSize: 'sm' },
      lg: { height: '12', px: '6', fontSize: 'md' },
    },
  },
  defaultVariants: { variant: 'outline', size: 'md' },
});

const heading = defineRecipe({
  base: {
    fontWeight: 'semibold',
    letterSpacing: '-0.015em',
    lineHeight: 1.25,
    textWrap: 'balance',
    overflowWrap: 'anywhere',
  },
  variants: {
    size: {
      sm: { fontSize: 'md' },
      md: { fontSize: 'lg' },
      lg: { fontSize: 'xl' },
      xl: { fontSize: '2xl' },
      '2xl': { fontSize: '3xl' },
    },
  },
  defaultVariants: { size: 'md' },
});

const link = defineRecipe({
  base: {
    color: 'accent.fg',
    textDecoration: 'underline',
    textUnderlineOffset: '3px',
    textDecorationThickness: '1px',
    borderRadius: 'sm',
    _hover: { textDecorationThickness: '2px' },
    ...ring,
  },
});

export const recipes = { button, heading, link };
