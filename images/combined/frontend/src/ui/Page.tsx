import { Box, Flex, Heading, Stack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { t } from '@/i18n';
import { useFocusOnArrival } from './useFocusOnArrival';

interface PageProps {
  title: string;
  /** What stands in place of the title as the heading. */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page within the frame of the app: its title, what can be done, and its content. */
export function Page({ title, heading, lead, actions, children }: PageProps) {
  const arrival = useFocusOnArrival();
  return (
    <Box
      maxWidth="page"
      marginX="auto"
      paddingX={{ base: '4', md: '8' }}
      paddingY={{ base: '6', md: '10' }}
    >
      <title>{t.app.title(title)}</title>
      <Flex
        gap="4"
        justify="space-between"
        align="flex-start"
        wrap="wrap"
        marginBottom={{ base: '6', md: '8' }}
      >
        <Stack gap="1" minWidth="0" flex="1 1 18rem">
          <Heading as="h1" size="xl" ref={arrival} tabIndex={-1}>
            {heading ?? title}
          </Heading>
          {lead !== undefined && (
            <Text as="div" color="fg.muted" maxWidth="text">
              {lead}
            </Text>
          )}
        </Stack>
        {actions !== undefined && (
          <Flex gap="2" wrap="wrap">
            {actions}
          </Flex>
        )}
      </Flex>
      {children}
    </Box>
  );
}
