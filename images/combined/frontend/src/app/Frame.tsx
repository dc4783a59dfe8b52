import { Box, Button, Flex } from '@chakra-ui/react';
import { type ReactNode, Suspense, useState } from 'react';
import { Link, Outlet } from 'react-router';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { Wordmark } from '@/ui/Logo';
import { SkipLink } from '@/ui/SkipLink';
import { NavDialog } from './NavDialog';
import { Sidebar } from './Sidebar';

/** The navigation around the pages of who is logged in. */
export function Frame({ children }: { children?: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Flex minHeight="100dvh" direction={{ base: 'column', lg: 'row' }}>
      <SkipLink />
      <Flex
        as="header"
        display={{ base: 'flex', lg: 'none' }}
        align="center"
        justify="space-between"
        paddingX="4"
        height="14"
        bg="panel"
        borderBottomWidth="1px"
      >
        <Link to="/dashboard">
          <Wordmark />
        </Link>
        <Button
          variant="ghost"
          aria-haspopup="dialog"
          aria-label={t.nav.menu}
          onClick={() => {
            setOpen(true);
          }}
        >
          <Icon name="menu" size="5" />
        </Button>
      </Flex>
      <Box
        as="header"
        display={{ base: 'none', lg: 'block' }}
        width="15rem"
        flexShrink={0}
        bg="panel"
        borderRightWidth="1px"
      >
        <Box position="sticky" top="0" height="100dvh">
          <Sidebar />
        </Box>
      </Box>
      <Box as="main" id="content" tabIndex={-1} flex="1" minWidth="0" outline="none">
        <Suspense>{children ?? <Outlet />}</Suspense>
      </Box>
      {open && (
        <NavDialog
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </Flex>
  );
}
