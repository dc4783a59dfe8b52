import { Flex, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { workspacesQuery } from '@/api/queries';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { LinkButton, TextLink } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';
import { Empty, Failure, Loading } from '@/ui/states';
import { WorkspaceRow } from '@/workspace/WorkspaceRow';
import { Filter } from './Filter';
import { filterOf, matching } from './filtering';

export default function Workspaces() {
  const workspaces = useQuery(workspacesQuery);
  return (
    <Page
      title={t.workspaces.title}
      lead={t.workspaces.lead}
      actions={
        <LinkButton to="/workspaces/new" variant="solid">
          <Icon name="plus" />
          {t.workspaces.new}
        </LinkButton>
      }
    >
      {workspaces.isPending && <Loading lines={4} />}
      {workspaces.isError && (
        <Failure error={workspaces.error} onRetry={() => void workspaces.refetch()} />
      )}
      {workspaces.data?.length === 0 && <None />}
      {workspaces.data && workspaces.data.length > 0 && <List workspaces={workspaces.data} />}
    </Page>
  );
}

function None() {
  return (
    <Panel>
      <Empty icon="workspaces" title={t.workspaces.emptyTitle} text={t.workspaces.emptyText}>
        <LinkButton to="/workspaces/new" variant="solid">
          {t.workspaces.new}
        </LinkButton>
      </Empty>
    </Panel>
  );
}

function List({ workspaces }: { workspaces: Workspace[] }) {
  const [search] = useSearchParams();
  const found = matching(workspaces, filterOf(search));
  return (
    <Stack gap="4">
      <Flex gap="3" align="end" justify="space-between" wrap="wrap">
        <Filter />
        <Text role="status" color="fg.muted" fontSize="sm">
          {t.workspaces.found(found.length)}
        </Text>
      </Flex>
      <Panel>
        {found.length === 0 ? (
          <Empty icon="search" title={t.workspaces.noMatch} text={t.workspaces.noMatchText}>
            <TextLink to="/workspaces">{t.workspaces.clear}</TextLink>
          </Empty>
        ) : (
          <Stack as="ul" listStyle="none" gap="0">
            {found.map((workspace) => (
              <WorkspaceRow key={workspace.name} workspace={workspace} />
            ))}
          </Stack>
        )}
      </Panel>
    </Stack>
  );
}
