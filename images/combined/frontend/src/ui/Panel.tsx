import { Box, Flex, Heading, Stack, Text } from '@chakra-ui/react';
import { type ReactNode, useId } from 'react';

interface PanelProps {
  title?: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a title of its own. */
export function Panel({ title, lead, actions, children }: PanelProps) {
  const id = useId();
  return (
    <Box
      as="section"
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
      bg="panel"
      borderWidth="1px"
      borderRadius="lg"
      boxShadow="low"
      padding={{ base: '4', md: '6' }}
      minWidth="0"
    >
      {title !== undefined && (
        <Flex justify="space-between" align="center" gap="3" wrap="wrap" marginBottom="4">
          <Stack gap="0.5">
            <Heading as="h2" id={id} size="md">
              {title}
            </Heading>
            {lead !== undefined && (
              <Text as="div" color="fg.muted" fontSize="sm" maxWidth="text">
                {lead}
              </Text>
            )}
          </Stack>
          {actions}
        </Flex>
      )}
      {children}
    </Box>
  );
}
