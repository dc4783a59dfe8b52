import { t } from '@/i18n';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';

/** In place of a workspace that is not there. */
export function WorkspaceGone() {
  return (
    <Page title={t.overview.goneTitle}>
      <Panel>
        <Empty icon="search" title={t.overview.goneTitle} text={t.overview.goneText}>
          <LinkButton to="/workspaces">{t.overview.back}</LinkButton>
        </Empty>
      </Panel>
    </Page>
  );
}
