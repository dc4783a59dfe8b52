import { Box, chakra, Heading, Text } from '@chakra-ui/react';
import { t } from '@/i18n';
import { placeOf } from '@/place/place';
import { Icon } from '@/ui/Icon';
import { Logo } from '@/ui/Logo';
import { EditorFrame } from './EditorFrame';

/** On a workspace's own host: its IDE, and the way back to the site. */
export default function HostEditor() {
  const place = placeOf(window.location);
  const name = place?.workspace ?? '';
  return (
    <EditorFrame name={name} src="/theia/">
      <Logo size="5" />
      <Heading as="h1" fontSize="sm" truncate>
        {name}
      </Heading>
      <Box flex="1" />
      {place && (
        <chakra.a
          href={`${place.site}/workspaces/${place.workspace}`}
          display="inline-flex"
          gap="1.5"
          alignItems="center"
          color="fg.muted"
          _hover={{ color: 'fg' }}
        >
          <Icon name="back" />
          <Text as="span">{t.editor.dashboard}</Text>
        </chakra.a>
      )}
    </EditorFrame>
  );
}
