import { Box, Button, Flex, Heading, Stack, Text } from '@chakra-ui/react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { LinkButton } from '@/ui/LinkButton';
import { Logo } from '@/ui/Logo';
import { Banner, Failure } from '@/ui/states';
import { useFocusOnArrival } from '@/ui/useFocusOnArrival';
import { SetupPanel } from '@/workspace/SetupPanel';
import { isSettingUp } from '@/workspace/setup';
import { pathOf, titleOf } from '@/workspace/state';
import { Elapsed } from './Elapsed';
import { Stages } from './Stages';
import { useOpening } from './useOpening';

export function OpeningProgress({ workspace }: { workspace: Workspace }) {
  const { error, retry, ready, goOn } = useOpening(workspace);
  const arrival = useFocusOnArrival();
  const title = t.opening.title(titleOf(workspace));
  return (
    <Stack gap="6">
      <title>{t.app.title(title)}</title>
      <Stack align="center" textAlign="center" gap="3">
        <Box animation={workspace.ready ? undefined : 'breathe 2.4s ease-in-out infinite'}>
          <Logo size="14" />
        </Box>
        <Heading as="h1" size="lg" ref={arrival} tabIndex={-1}>
          {title}
        </Heading>
        <Text color="fg.muted" role="status">
          {headline(workspace)}
        </Text>
      </Stack>
      {error !== null && <Failure error={error} onRetry={retry} />}
      {workspace.phase === 'Failed' && <Banner tone="bad" title={t.opening.failed} />}
      <Box bg="panel" borderWidth="1px" borderRadius="lg" boxShadow="low" padding="6">
        <Stages workspace={workspace} />
      </Box>
      {workspace.setupProgress && workspace.setupProgress.phase !== 'Succeeded' && (
        <SetupPanel workspace={workspace} />
      )}
      <Flex justify="space-between" align="center" gap="3" wrap="wrap">
        <LinkButton to={pathOf(workspace.name)} variant="ghost" size="sm">
          {t.opening.overview}
        </LinkButton>
        {ready ? (
          <Button variant="solid" onClick={goOn}>
            {t.opening.now}
            <Icon name="arrow" />
          </Button>
        ) : (
          <Elapsed />
        )}
      </Flex>
    </Stack>
  );
}

function headline({ ready, setupProgress }: Workspace): string {
  if (!ready) return t.opening.waking;
  if (isSettingUp(setupProgress)) return t.opening.setupRuns;
  return setupProgress?.phase === 'Failed' ? t.opening.setupFailed : t.opening.ready;
}
