import { useQuery } from '@tanstack/react-query';
import { sessionsQuery, tokenQuery } from '@/api/queries';
import { t } from '@/i18n';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';
import { Empty, Failure, Loading } from '@/ui/states';
import { SessionList } from './SessionList';

export default function Sessions() {
  const sessions = useQuery(sessionsQuery);
  const token = useQuery(tokenQuery);
  return (
    <Page title={t.sessions.title} lead={t.sessions.lead}>
      {sessions.isPending && <Loading />}
      {sessions.isError && (
        <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.data && (
        <Panel>
          {sessions.data.length === 0 ? (
            <Empty icon="sessions" title={t.sessions.emptyTitle} text={t.sessions.emptyText}>
              <LinkButton to="/workspaces">{t.nav.workspaces}</LinkButton>
            </Empty>
          ) : (
            <SessionList sessions={sessions.data} current={token.data?.session?.id} />
          )}
        </Panel>
      )}
    </Page>
  );
}
