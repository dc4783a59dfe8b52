import { Box } from '@chakra-ui/react';

const TO_BOTTOM = 'linear-gradient(black 40%, transparent)';
const TO_LEFT = 'linear-gradient(to left, black, transparent 60%)';

/** Fine lines as on an architect's paper, which fade towards where the text is. */
export function Blueprint({ fade = 'to bottom' }: { fade?: 'to bottom' | 'to left' }) {
  return (
    <Box
      aria-hidden="true"
      position="absolute"
      inset="0"
      zIndex="-1"
      backgroundImage="linear-gradient({colors.grid} 1px, transparent 1px), linear-gradient(90deg, {colors.grid} 1px, transparent 1px)"
      backgroundSize="2rem 2rem"
      backgroundPosition="center top"
      maskImage={fade === 'to left' ? TO_LEFT : TO_BOTTOM}
    />
  );
}
