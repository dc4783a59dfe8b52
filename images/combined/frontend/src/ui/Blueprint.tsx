import { Box } from '@chakra-ui/react';

/** Fine lines as on an architect's paper, which fade towards the bottom. */
export function Blueprint() {
  return (
    <Box
      aria-hidden="true"
      position="absolute"
      inset="0"
      zIndex="-1"
      backgroundImage="linear-gradient({colors.grid} 1px, transparent 1px), linear-gradient(90deg, {colors.grid} 1px, transparent 1px)"
      backgroundSize="2rem 2rem"
      backgroundPosition="center top"
      maskImage="linear-gradient(black 40%, transparent)"
    />
  );
}
