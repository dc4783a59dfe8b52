import { Box, Flex, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { workspaceEventsQuery } from '@/api/queries';
import type { WorkspaceEvent } from '@/api/types';
import { t } from '@/i18n';
import { Badge } from '@/ui/Badge';
import { Panel } from '@/ui/Panel';
import { Failure, Loading } from '@/ui/states';
import { Ago } from '@/ui/Time';

/** What has happened to a workspace, newest first. */
export function Events({ name }: { name: string }) {
  const events = useQuery(workspaceEventsQuery(name));
  return (
    <Panel title={t.overview.events}>
      {events.isPending && <Loading />}
      {events.isError && <Failure error={events.error} onRetry={() => void events.refetch()} />}
      {events.data?.length === 0 && <Text color="fg.muted">{t.overview.eventsEmpty}</Text>}
      {events.data && events.data.length > 0 && (
        <Stack as="ol" listStyle="none" gap="0">
          {events.data.map((event) => (
            <Event key={`${event.reason} ${event.lastSeen} ${event.message}`} event={event} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Event({ event }: { event: WorkspaceEvent }) {
  const { type, reason, message, count, lastSeen } = event;
  const warns = type === 'Warning';
  return (
    <Flex
      as="li"
      gap="4"
      paddingY="3"
      borderTopWidth="1px"
      _first={{ borderTopWidth: '0', paddingTop: '0' }}
    >
      <Box
        aria-hidden="true"
        boxSize="2"
        marginTop="2"
        borderRadius="full"
        flexShrink={0}
        bg={warns ? 'busy.fg' : 'line.strong'}
      />
      <Stack gap="1" minWidth="0" flex="1">
        <Flex gap="2" align="center" justify="space-between" wrap="wrap">
          <Flex gap="2" align="center">
            <Text fontWeight="medium" fontSize="sm">
              {reason}
            </Text>
            {warns && <Badge tone="busy">{t.overview.warning}</Badge>}
          </Flex>
          <Text fontSize="sm" color="fg.muted">
            {count > 1 && `${t.overview.eventCount(count)} · `}
            <Ago at={lastSeen} />
          </Text>
        </Flex>
        <Text fontSize="sm" color="fg.muted" overflowWrap="anywhere">
          {message}
        </Text>
      </Stack>
    </Flex>
  );
}
