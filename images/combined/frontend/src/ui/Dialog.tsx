import { chakra, Heading, Stack } from '@chakra-ui/react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, closes on Escape, and gives the focus
 * back to where it was. Is open while it is rendered.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <chakra.dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      margin="auto"
      width="min(30rem, calc(100vw - 2rem))"
      maxHeight="calc(100dvh - 2rem)"
      padding="6"
      borderRadius="xl"
      borderWidth="1px"
      bg="panel"
      color="fg"
      boxShadow="high"
      _backdrop={{ bg: 'rgb(8 10 16 / 0.55)' }}
    >
      <Stack gap="4">
        <Heading as="h2" id={id} size="lg">
          {title}
        </Heading>
        {children}
      </Stack>
    </chakra.dialog>
  );
}
