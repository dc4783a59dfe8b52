import { Flex, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { sessionsQuery } from '@/api/queries';
import type { Session } from '@/api/types';
import { t } from '@/i18n';
import { TextLink } from '@/ui/LinkButton';
import { Panel } from '@/ui/Panel';
import { Failure, Loading } from '@/ui/states';
import { Ago } from '@/ui/Time';

/** The most sessions that are shown. */
const MOST = 4;

export function RecentSessions() {
  const sessions = useQuery(sessionsQuery);
  return (
    <Panel title={t.dashboard.sessions}>
      {sessions.isPending && <Loading lines={2} />}
      {sessions.isError && (
        <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.data?.length === 0 && <Text color="fg.muted">{t.dashboard.noSessions}</Text>}
      {sessions.data && sessions.data.length > 0 && (
        <List sessions={sessions.data.slice(0, MOST)} />
      )}
    </Panel>
  );
}

function List({ sessions }: { sessions: Session[] }) {
  return (
    <Stack gap="4">
      <Stack as="ul" listStyle="none" gap="3">
        {sessions.map((session) => (
          <Flex as="li" key={session.id} justify="space-between" gap="3" fontSize="sm">
            <Text truncate>
              {session.workspace?.displayName ?? session.workspace?.name ?? t.sessions.unknown}
            </Text>
            <Text color="fg.muted" whiteSpace="nowrap">
              <Ago at={session.lastSeen} />
            </Text>
          </Flex>
        ))}
      </Stack>
      <Text fontSize="sm">
        <TextLink to="/sessions">{t.dashboard.allSessions}</TextLink>
      </Text>
    </Stack>
  );
}
