import { Box, Flex, Heading, Stack, Text } from '@chakra-ui/react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Ago } from '@/ui/Time';
import { Blueprint } from '@/ui/Blueprint';
import { Icon } from '@/ui/Icon';
import { LinkButton, TextLink } from '@/ui/LinkButton';
import { SetupSteps } from '@/workspace/SetupSteps';
import { isSettingUp } from '@/workspace/setup';
import { isGoing, openPath, pathOf, reasonOf, titleOf } from '@/workspace/state';
import { StateBadge } from '@/workspace/StateBadge';

/** The workspace that somebody most likely wants, one click away. */
export function Continue({ workspace }: { workspace: Workspace }) {
  const { name, setup, setupProgress } = workspace;
  return (
    <Box
      as="section"
      aria-label={t.dashboard.continue}
      position="relative"
      isolation="isolate"
      overflow="hidden"
      bg="panel"
      borderWidth="1px"
      borderRadius="lg"
      boxShadow="low"
      padding={{ base: '5', md: '8' }}
    >
      <Blueprint fade="to left" />
      <Stack gap="5">
        <Flex justify="space-between" gap="3" wrap="wrap">
          <Text color="accent.fg" fontSize="sm" fontWeight="medium">
            {t.dashboard.continue}
          </Text>
          <StateBadge workspace={workspace} />
        </Flex>
        <Stack gap="1">
          <Heading as="h2" size="xl">
            {titleOf(workspace)}
          </Heading>
          <Text color="fg.muted" fontSize="sm">
            {t.workspaces.lastActive} <Ago at={workspace.lastActivity ?? workspace.createdAt} />
            {workspace.ready || isGoing(workspace) ? '' : ` · ${reasonOf(workspace)}`}
          </Text>
        </Stack>
        {setup && isSettingUp(setupProgress) && (
          <SetupSteps setup={setup} progress={setupProgress ?? null} />
        )}
        <Flex gap="4" align="center" wrap="wrap">
          {!isGoing(workspace) && (
            <LinkButton to={openPath(name)} variant="solid" size="lg">
              {t.workspaces.open}
              <Icon name="arrow" />
            </LinkButton>
          )}
          <TextLink to={pathOf(name)}>{t.overview.details}</TextLink>
        </Flex>
      </Stack>
    </Box>
  );
}
