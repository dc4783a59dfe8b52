import { Button } from '@chakra-ui/react';
import { useState } from 'react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { LinkButton } from '@/ui/LinkButton';
import { PowerButton } from '@/workspace/PowerButton';
import { isGoing, openPath } from '@/workspace/state';
import { DeleteDialog } from './DeleteDialog';

export function Actions({ workspace }: { workspace: Workspace }) {
  const [deleting, setDeleting] = useState(false);
  if (isGoing(workspace)) return null;
  return (
    <>
      <Button
        variant="subtle"
        onClick={() => {
          setDeleting(true);
        }}
      >
        <Icon name="trash" />
        {t.overview.delete}
      </Button>
      <PowerButton workspace={workspace} />
      <LinkButton to={openPath(workspace.name)} variant="solid">
        {t.overview.open}
        <Icon name="arrow" />
      </LinkButton>
      {deleting && (
        <DeleteDialog
          workspace={workspace}
          onClose={() => {
            setDeleting(false);
          }}
        />
      )}
    </>
  );
}
