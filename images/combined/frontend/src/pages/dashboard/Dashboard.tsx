import { Grid, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { meQuery, workspacesQuery } from '@/api/queries';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { LinkButton, TextLink } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';
import { Empty, Failure, Loading } from '@/ui/states';
import { byActivity } from '@/workspace/state';
import { WorkspaceRow } from '@/workspace/WorkspaceRow';
import { Continue } from './Continue';
import { RecentSessions } from './RecentSessions';

/** The most workspaces that are shown besides the latest. */
const OTHERS = 4;

function greet(name: string): string {
  const hour = new Date().getHours();
  if (hour < 12) return t.dashboard.morning(name);
  return hour < 18 ? t.dashboard.afternoon(name) : t.dashboard.evening(name);
}

export default function Dashboard() {
  const me = useQuery(meQuery);
  const workspaces = useQuery(workspacesQuery);
  const name = me.data?.displayName;
  const all = workspaces.data ?? [];
  return (
    <Page
      title={t.dashboard.title}
      heading={name ? greet(name) : t.dashboard.title}
      lead={all.length > 0 && summary(all)}
      actions={
        all.length > 0 && (
          <LinkButton to="/workspaces/new" variant="solid">
            {t.workspaces.new}
          </LinkButton>
        )
      }
    >
      {workspaces.isPending && <Loading lines={4} />}
      {workspaces.isError && (
        <Failure error={workspaces.error} onRetry={() => void workspaces.refetch()} />
      )}
      {workspaces.isSuccess && <Content workspaces={byActivity(all)} />}
    </Page>
  );
}

const summary = (all: Workspace[]) =>
  t.dashboard.summary(all.filter(({ running }) => running).length, all.length);

function Content({ workspaces }: { workspaces: Workspace[] }) {
  const [latest, ...others] = workspaces;
  if (!latest) return <First />;
  return (
    <Grid
      templateColumns={{ base: 'minmax(0, 1fr)', xl: 'minmax(0, 2fr) minmax(0, 1fr)' }}
      gap="6"
      alignItems="start"
    >
      <Stack gap="6" minWidth="0">
        <Continue workspace={latest} />
        {others.length > 0 && (
          <Panel
            title={t.dashboard.others}
            actions={
              <Text fontSize="sm">
                <TextLink to="/workspaces">{t.dashboard.all}</TextLink>
              </Text>
            }
          >
            <Stack as="ul" listStyle="none" gap="0">
              {others.slice(0, OTHERS).map((workspace) => (
                <WorkspaceRow key={workspace.name} workspace={workspace} />
              ))}
            </Stack>
          </Panel>
        )}
      </Stack>
      <RecentSessions />
    </Grid>
  );
}

function First() {
  return (
    <Panel>
      <Empty icon="workspaces" title={t.dashboard.emptyTitle} text={t.dashboard.emptyText}>
        <LinkButton to="/workspaces/new" variant="solid" size="lg">
          {t.workspaces.new}
        </LinkButton>
        <Text fontSize="sm">
          <TextLink to="/help">{t.help.title}</TextLink>
        </Text>
      </Empty>
    </Panel>
  );
}
