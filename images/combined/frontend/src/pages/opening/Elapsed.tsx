import { Stack, Text } from '@chakra-ui/react';
import { useEffect, useState } from 'react';
import { t } from '@/i18n';

/** From when on it takes longer than usual, in seconds. */
const SLOW = 30;

/** How long it has taken so far. */
export function Elapsed() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const begun = Date.now();
    const timer = window.setInterval(() => {
      setSeconds(Math.floor((Date.now() - begun) / 1000));
    }, 1000);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  return (
    <Stack gap="1">
      <Text fontSize="sm" color="fg.muted" fontVariantNumeric="tabular-nums">
        {t.opening.elapsed}: {t.opening.since(seconds)}
      </Text>
      {seconds >= SLOW && (
        <Text fontSize="sm" role="status">
          {t.opening.slow}
        </Text>
      )}
    </Stack>
  );
}
