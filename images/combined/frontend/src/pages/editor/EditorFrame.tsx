import { chakra, Flex } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { t } from '@/i18n';

interface EditorFrameProps {
  name: string;
  /** The address of the IDE. */
  src: string;
  /** Its slim header. */
  children: ReactNode;
}

/** The IDE over the whole window, below a slim header. */
export function EditorFrame({ name, src, children }: EditorFrameProps) {
  return (
    <Flex direction="column" height="100dvh">
      <title>{t.app.title(t.editor.title(name))}</title>
      <Flex
        as="header"
        align="center"
        gap="3"
        paddingX="3"
        height="10"
        flexShrink={0}
        bg="panel"
        borderBottomWidth="1px"
        fontSize="sm"
      >
        {children}
      </Flex>
      <chakra.main flex="1" minHeight="0">
        <chakra.iframe
          title={t.editor.frame(name)}
          src={src}
          allow="clipboard-read; clipboard-write; fullscreen; keyboard-map"
          display="block"
          width="full"
          height="full"
          border="0"
        />
      </chakra.main>
    </Flex>
  );
}
