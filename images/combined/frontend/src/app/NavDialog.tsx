import { Box, Button, chakra } from '@chakra-ui/react';
import { useEffect, useRef } from 'react';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { Sidebar } from './Sidebar';

/** The navigation on small screens, over the page. */
export function NavDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <chakra.dialog
      ref={dialog}
      aria-label={t.nav.menu}
      onClose={onClose}
      margin="0"
      height="100dvh"
      maxHeight="100dvh"
      width="17rem"
      bg="panel"
      color="fg"
      borderRightWidth="1px"
      _backdrop={{ bg: 'rgb(8 10 16 / 0.55)' }}
    >
      <Box position="absolute" right="3" top="4">
        <Button
          variant="ghost"
          size="sm"
          aria-label={t.app.close}
          onClick={() => {
            dialog.current?.close();
          }}
        >
          <Icon name="close" size="5" />
        </Button>
      </Box>
      <Sidebar
        onNavigate={() => {
          dialog.current?.close();
        }}
      />
    </chakra.dialog>
  );
}
