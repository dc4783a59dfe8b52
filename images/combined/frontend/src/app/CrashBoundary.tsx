import { Button, Stack } from '@chakra-ui/react';
import { Component, type ReactNode } from 'react';
import { t } from '@/i18n';
import { Empty } from '@/ui/states';

/** When a page breaks, or its script is not there any more: after an update, a reload helps. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  return (
    <Stack as="main" minHeight="100dvh" justify="center">
      <title>{t.app.title(t.app.crashed)}</title>
      <Empty icon="warning" level="h1" title={t.app.crashed} text={t.app.crashedText}>
        <Button
          variant="solid"
          onClick={() => {
            window.location.reload();
          }}
        >
          {t.app.reload}
        </Button>
      </Empty>
    </Stack>
  );
}
