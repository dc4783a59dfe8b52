import { Flex, Grid, Heading, Stack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { t } from '@/i18n';
import { Blueprint } from '@/ui/Blueprint';
import { Logo, Wordmark } from '@/ui/Logo';
import { ModeButton } from '@/ui/ModeButton';
import { useFocusOnArrival } from '@/ui/useFocusOnArrival';

/** Around the pages by which people come in. */
export function AuthFrame(props: { title: string; lead: string; children: ReactNode }) {
  const { title, lead, children } = props;
  const arrival = useFocusOnArrival();
  return (
    <Grid minHeight="100dvh" templateColumns={{ base: 'minmax(0, 1fr)', lg: '1fr 1fr' }}>
      <title>{t.app.title(title)}</title>
      <Flex direction="column" bg="panel" borderRightWidth={{ lg: '1px' }}>
        <Flex as="header" justify="space-between" align="center" padding={{ base: '4', md: '6' }}>
          <Link to="/">
            <Wordmark />
          </Link>
          <ModeButton />
        </Flex>
        <Flex as="main" id="content" flex="1" align="center" justify="center" padding="4">
          <Stack gap="6" width="full" maxWidth="24rem" paddingBottom="16">
            <Stack gap="1">
              <Heading as="h1" size="xl" ref={arrival} tabIndex={-1}>
                {title}
              </Heading>
              <Text color="fg.muted">{lead}</Text>
            </Stack>
            {children}
          </Stack>
        </Flex>
      </Flex>
      <Flex
        as="aside"
        display={{ base: 'none', lg: 'flex' }}
        position="relative"
        isolation="isolate"
        align="center"
        justify="center"
        padding="16"
      >
        <Blueprint />
        <Stack gap="5" maxWidth="26rem">
          <Logo size="14" />
          <Text fontSize="2xl" fontWeight="semibold" lineHeight={1.2} letterSpacing="-0.02em">
            {t.auth.aside}
          </Text>
          <Text color="fg.muted" fontSize="lg">
            {t.auth.asideText}
          </Text>
        </Stack>
      </Flex>
    </Grid>
  );
}
