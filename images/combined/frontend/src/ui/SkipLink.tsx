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
      top="-4rem"
      paddingX="4"
      paddingY="2"
      borderRadius="md"
      bg="accent.solid"
      color="accent.contrast"
      _focus={{ top: '3' }}
    >
      {t.app.skip}
    </chakra.a>
  );
}
