import { HStack, Text } from '@chakra-ui/react';
import { t } from '@/i18n';
import { useLive } from '@/live/store';
import { Dot } from '@/ui/Badge';

const COLORS = { live: 'good.fg', connecting: 'fg.muted', polling: 'busy.fg' };

/** Whether what is on screen changes by itself. */
export function LiveMark() {
  const state = useLive((live) => live.state);
  return (
    <HStack gap="2" color={COLORS[state]} aria-label={t.live.label} role="status">
      <Dot busy={state !== 'live'} />
      <Text as="span" fontSize="xs" color="fg.muted">
        {t.live[state]}
      </Text>
    </HStack>
  );
}
