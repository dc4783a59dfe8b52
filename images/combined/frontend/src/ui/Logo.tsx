import { chakra, HStack, Text } from '@chakra-ui/react';
import { t } from '@/i18n';

/** An architect's arch with a cursor for its column. */
export function Logo({ size = '7' }: { size?: string }) {
  return (
    <chakra.svg viewBox="0 0 32 32" boxSize={size} flexShrink={0} aria-hidden="true">
      <chakra.rect width="32" height="32" rx="8" fill="accent.solid" />
      <g fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round">
        <path d="M8 24V15a8 8 0 0 1 16 0v9" />
        <path d="M16 17v7" />
      </g>
    </chakra.svg>
  );
}

export function Wordmark() {
  return (
    <HStack gap="2.5" color="fg">
      <Logo />
      <Text as="span" fontWeight="semibold" fontSize="lg" letterSpacing="-0.02em">
        {t.app.name}
      </Text>
    </HStack>
  );
}
