import { Text } from '@chakra-ui/react';
import { useEndSession } from '@/api/mutations';
import type { Session } from '@/api/types';
import { t } from '@/i18n';
import { leave } from '@/place/leave';
import { say } from '@/state/notices';
import { signedIn } from '@/state/signedIn';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { workspaceOf } from './SessionList';

interface EndDialogProps {
  session: Session;
  isCurrent: boolean;
  onClose: () => void;
}

export function EndDialog({ session, isCurrent, onClose }: EndDialogProps) {
  const end = useEndSession();
  const confirm = () => {
    end.mutate(session.id, {
      onSuccess: () => {
        if (isCurrent) {
          // The API has taken the cookie back.
          signedIn.set(false);
          leave('/login');
          return;
        }
        say(t.sessions.ended);
        onClose();
      },
    });
  };
  return (
    <ConfirmDialog
      title={t.sessions.endTitle}
      confirm={t.sessions.confirm}
      pending={end.isPending}
      error={end.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{t.sessions.endText(workspaceOf(session))}</Text>
      {isCurrent && <Text fontWeight="medium">{t.sessions.endCurrent}</Text>}
    </ConfirmDialog>
  );
}
