import { Box } from '@chakra-ui/react';

/** How much of something there is. */
export function Meter({ label, value, max }: { label: string; value: number; max: number }) {
  const share = max > 0 ? Math.min(100, (value / max) * 100) : 0;
  return (
    <Box
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      height="1.5"
      borderRadius="full"
      bg="raised"
      overflow="hidden"
    >
      <Box
        height="full"
        borderRadius="full"
        bg="accent.fg"
        transition="width 240ms ease-out"
        style={{ width: `${String(share)}%` }}
      />
    </Box>
  );
}
