import { Grid, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { statusOf } from '@/api/problem';
import { workspaceQuery } from '@/api/queries';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';
import { Banner, Failure, Loading } from '@/ui/states';
import { SetupPanel } from '@/workspace/SetupPanel';
import { titleOf } from '@/workspace/state';
import { WorkspaceGone } from '@/workspace/WorkspaceGone';
import { Actions } from './Actions';
import { Conditions } from './Conditions';
import { Details } from './Details';
import { Events } from './Events';
import { StateLine } from './StateLine';

export default function Overview() {
  const name = useParams().name ?? '';
  const workspace = useQuery(workspaceQuery(name));
  if (workspace.data === null || statusOf(workspace.error) === 404) return <WorkspaceGone />;
  if (workspace.data) return <Known workspace={workspace.data} />;
  return (
    <Page title={name}>
      {workspace.isError ? (
        <Failure error={workspace.error} onRetry={() => void workspace.refetch()} />
      ) : (
        <Loading lines={5} />
      )}
    </Page>
  );
}

function Known({ workspace }: { workspace: Workspace }) {
  return (
    <Page
      title={titleOf(workspace)}
      lead={<StateLine workspace={workspace} />}
      actions={<Actions workspace={workspace} />}
    >
      <Grid
        templateColumns={{ base: 'minmax(0, 1fr)', xl: 'minmax(0, 3fr) minmax(0, 2fr)' }}
        gap="6"
        alignItems="start"
      >
        <Stack gap="6" minWidth="0">
          {workspace.phase === 'Failed' && <Trouble workspace={workspace} />}
          <SetupPanel workspace={workspace} />
          <Events name={workspace.name} />
        </Stack>
        <Stack gap="6" minWidth="0">
          <Panel title={t.overview.details}>
            <Details workspace={workspace} />
          </Panel>
          <Panel title={t.overview.conditions}>
            <Conditions conditions={workspace.conditions} />
          </Panel>
        </Stack>
      </Grid>
    </Page>
  );
}

function Trouble({ workspace }: { workspace: Workspace }) {
  return (
    <Banner tone="bad" title={t.opening.failed}>
      <Text>{workspace.conditions.find(({ type }) => type === 'Ready')?.message}</Text>
      <LinkButton to="/help" size="sm">
        {t.help.title}
      </LinkButton>
    </Banner>
  );
}
