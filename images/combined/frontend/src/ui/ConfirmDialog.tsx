import { Button, Flex } from '@chakra-ui/react';
import { type ReactNode, useState } from 'react';
import { t } from '@/i18n';
import { Dialog } from './Dialog';
import { TextField } from './Field';
import { Failure, Spinner } from './states';

interface ConfirmDialogProps {
  title: string;
  /** What is lost, and what is not. */
  children: ReactNode;
  confirm: string;
  /** A name that has to be typed first, where much is lost. */
  typeName?: string;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, typeName, pending, error, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const submit = () => {
    if (typeName !== undefined && typed.trim() !== typeName) setMismatch(true);
    else onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {error !== null && <Failure error={error} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) submit();
        }}
      >
        {typeName !== undefined && (
          <TextField
            label={t.deletion.type(typeName)}
            value={typed}
            error={mismatch ? t.deletion.mismatch : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            fontFamily="mono"
            onChange={(value) => {
              setTyped(value);
              setMismatch(false);
            }}
          />
        )}
        <Flex gap="2" justify="flex-end" wrap="wrap" marginTop="6">
          <Button type="button" onClick={onClose}>
            {t.app.cancel}
          </Button>
          <Button type="submit" variant="surface" aria-disabled={pending}>
            {pending && <Spinner />}
            {confirm}
          </Button>
        </Flex>
      </form>
    </Dialog>
  );
}
