import { chakra } from '@chakra-ui/react';
import { t } from '@/i18n';

/** The first stop of the Tab key: past the navigation. Seen only while it has the focus. */
export function SkipLink() {
  return (
    <chakra.a
      href="#content"
      position="fixed"
      zIndex="30"
      left="4"
      top="3"
      opacity="0"
      pointerEvents="none"
      paddingX="4"
      paddingY="2"
      borderRadius="md"
      bg="accent.solid"
      color="accent.contrast"
      _focus={{ opacity: 1, pointerEvents: 'auto' }}
    >
      {t.app.skip}
    </chakra.a>
  );
}
