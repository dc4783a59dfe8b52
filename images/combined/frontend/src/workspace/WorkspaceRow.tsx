import { Box, Flex, Stack, Text } from '@chakra-ui/react';
import { Link } from 'react-router';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Badge } from '@/ui/Badge';
import { LinkButton } from '@/ui/LinkButton';
import { Ago } from '@/ui/Time';
import { PowerButton } from './PowerButton';
import { StateBadge } from './StateBadge';
import { isGoing, openPath, pathOf, titleOf } from './state';

/** A workspace in a list: what it is, how it is, and what one mostly does with it. */
export function WorkspaceRow({ workspace }: { workspace: Workspace }) {
  const { name, displayName, setupProgress } = workspace;
  const title = titleOf(workspace);
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
          <Box
            fontWeight="medium"
            overflowWrap="anywhere"
            _hover={{ textDecoration: 'underline' }}
            asChild
          >
            <Link to={pathOf(name)}>{title}</Link>
          </Box>
          <StateBadge workspace={workspace} />
          {setupProgress?.phase === 'Failed' && (
            <Badge tone="bad">{t.workspaces.setup[setupProgress.phase]}</Badge>
          )}
          {setupProgress?.phase === 'Running' && (
            <Badge tone="accent">{t.workspaces.setup[setupProgress.phase]}</Badge>
          )}
        </Flex>
        <Text color="fg.muted" fontSize="sm">
          {displayName && (
            <Text as="span" fontFamily="mono">
              {`${name} · `}
            </Text>
          )}
          {t.workspaces.lastActive} <Ago at={workspace.lastActivity ?? workspace.createdAt} />
        </Text>
      </Stack>
      {!isGoing(workspace) && (
        <Flex gap="2">
          <PowerButton workspace={workspace} size="sm" />
          <LinkButton to={openPath(name)} size="sm" aria-label={t.workspaces.openNamed(title)}>
            {t.workspaces.open}
          </LinkButton>
        </Flex>
      )}
    </Flex>
  );
}
