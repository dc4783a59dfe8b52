import { Button, Flex, Stack, Text } from '@chakra-ui/react';
import { useState } from 'react';
import type { Session } from '@/api/types';
import { t } from '@/i18n';
import { Badge } from '@/ui/Badge';
import { TextLink } from '@/ui/LinkButton';
import { Ago } from '@/ui/Time';
import { pathOf } from '@/workspace/state';
import { EndDialog } from './EndDialog';

const TONES = { ready: 'good', starting: 'busy', suspended: 'calm', gone: 'bad' } as const;

export const workspaceOf = ({ workspace }: Session): string =>
  workspace?.displayName ?? workspace?.name ?? t.sessions.unknown;

/** The sessions, with the one of this browser marked. */
export function SessionList(props: { sessions: readonly Session[]; current: string | undefined }) {
  const { sessions, current } = props;
  const [ending, setEnding] = useState<Session>();
  return (
    <>
      <Stack as="ul" listStyle="none" gap="0" aria-label={t.sessions.caption}>
        {sessions.map((session) => (
          <Row
            key={session.id}
            session={session}
            isCurrent={session.id === current}
            onEnd={() => {
              setEnding(session);
            }}
          />
        ))}
      </Stack>
      {ending && (
        <EndDialog
          session={ending}
          isCurrent={ending.id === current}
          onClose={() => {
            setEnding(undefined);
          }}
        />
      )}
    </>
  );
}

function Row(props: { session: Session; isCurrent: boolean; onEnd: () => void }) {
  const { session, isCurrent, onEnd } = props;
  const name = workspaceOf(session);
  return (
    <Flex
      as="li"
      gap="4"
      align="center"
      justify="space-between"
      wrap="wrap"
      paddingY="4"
      borderTopWidth="1px"
      _first={{ borderTopWidth: '0', paddingTop: '0' }}
      _last={{ paddingBottom: '0' }}
    >
      <Stack gap="1" minWidth="0" flex="1 1 14rem">
        <Flex gap="3" align="center" wrap="wrap">
          {session.workspace ? (
            <TextLink to={pathOf(session.workspace.name)}>{name}</TextLink>
          ) : (
            <Text as="span">{name}</Text>
          )}
          <Badge tone={TONES[session.state]}>{t.sessions.state[session.state]}</Badge>
          {isCurrent && <Badge tone="accent">{t.sessions.current}</Badge>}
        </Flex>
        <Text color="fg.muted" fontSize="sm">
          {t.sessions.began} <Ago at={session.createdAt} />
          {' · '}
          {t.sessions.seen} <Ago at={session.lastSeen} />
          {' · '}
          {t.sessions.ends} <Ago at={session.expiresAt} />
        </Text>
      </Stack>
      <Button size="sm" variant="subtle" aria-label={t.sessions.endNamed(name)} onClick={onEnd}>
        {t.sessions.end}
      </Button>
    </Flex>
  );
}
