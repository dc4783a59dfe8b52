import { Box, Button, chakra, Flex, Heading } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { statusOf } from '@/api/problem';
import { workspaceQuery } from '@/api/queries';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { LinkButton } from '@/ui/LinkButton';
import { Empty, Failure, Loading } from '@/ui/states';
import { openPath, pathOf, titleOf } from '@/workspace/state';
import { StateBadge } from '@/workspace/StateBadge';
import { WorkspaceGone } from '@/workspace/WorkspaceGone';
import { EditorFrame } from './EditorFrame';
import { useEverReady } from './useEverReady';

/** The IDE of a workspace within the site. */
export default function SiteEditor() {
  const name = useParams().name ?? '';
  const workspace = useQuery(workspaceQuery(name));
  if (workspace.data === null || statusOf(workspace.error) === 404) {
    return (
      <Box as="main">
        <WorkspaceGone />
      </Box>
    );
  }
  if (workspace.data) return <Known workspace={workspace.data} />;
  return (
    <Box as="main" padding="8">
      {workspace.isError ? (
        <Failure error={workspace.error} onRetry={() => void workspace.refetch()} />
      ) : (
        <Loading />
      )}
    </Box>
  );
}

function Known({ workspace }: { workspace: Workspace }) {
  // The IDE reconnects by itself: a short outage must not take its page, and what is on it, away.
  const everReady = useEverReady(workspace);
  if (!everReady) return <NotReady workspace={workspace} />;
  const title = titleOf(workspace);
  return (
    <EditorFrame name={title} src={new URL('theia/', workspace.url).href}>
      <Button variant="ghost" size="sm" aria-label={t.editor.back} asChild>
        <Link to={pathOf(workspace.name)}>
          <Icon name="back" />
        </Link>
      </Button>
      <Heading as="h1" fontSize="sm" truncate>
        {title}
      </Heading>
      <Flex role="status">
        <StateBadge workspace={workspace} />
      </Flex>
      <Box flex="1" />
      <chakra.a
        href={workspace.url}
        target="_blank"
        rel="noreferrer"
        aria-label={t.editor.newTab}
        title={t.editor.newTab}
        color="fg.muted"
        padding="1"
        _hover={{ color: 'fg' }}
      >
        <Icon name="external" />
      </chakra.a>
    </EditorFrame>
  );
}

function NotReady({ workspace }: { workspace: Workspace }) {
  const { running, name } = workspace;
  const title = running ? t.editor.startingTitle : t.editor.asleepTitle;
  return (
    <Flex as="main" minHeight="100dvh" align="center" justify="center">
      <title>{t.app.title(titleOf(workspace))}</title>
      <Empty icon="workspaces" level="h1" title={title} text={t.editor.asleepText}>
        <LinkButton to={openPath(name)} variant="solid">
          {running ? t.overview.open : t.editor.wake}
        </LinkButton>
      </Empty>
    </Flex>
  );
}
