import { Box, Flex } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { t } from '@/i18n';
import { LinkButton } from '@/ui/LinkButton';
import { Wordmark } from '@/ui/Logo';
import { ModeButton } from '@/ui/ModeButton';
import { SkipLink } from '@/ui/SkipLink';
import { useViewer } from './useViewer';

/** Around the pages that anyone may see. */
export function PublicFrame({ children }: { children: ReactNode }) {
  const viewer = useViewer();
  return (
    <Flex direction="column" minHeight="100dvh">
      <SkipLink />
      <Box as="header" bg="panel" borderBottomWidth="1px">
        <Flex
          maxWidth="page"
          marginX="auto"
          paddingX={{ base: '4', md: '8' }}
          height="16"
          align="center"
          justify="space-between"
        >
          <Link to="/">
            <Wordmark />
          </Link>
          <Flex as="nav" aria-label={t.nav.main} gap="2" align="center">
            <ModeButton />
            {viewer ? (
              <LinkButton to="/dashboard" size="sm">
                {t.nav.dashboard}
              </LinkButton>
            ) : (
              <LinkButton to="/login" size="sm">
                {t.nav.logIn}
              </LinkButton>
            )}
          </Flex>
        </Flex>
      </Box>
      <Box as="main" id="content" tabIndex={-1} flex="1" outline="none">
        {children}
      </Box>
    </Flex>
  );
}
