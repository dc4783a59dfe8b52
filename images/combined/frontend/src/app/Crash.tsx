import { Button, Stack } from '@chakra-ui/react';
import { t } from '@/i18n';
import { Empty } from '@/ui/states';

/** When a page breaks, or its script cannot be fetched: after an update, a reload helps. */
export function Crash() {
  return (
    <Stack as="main" minHeight="100dvh" justify="center">
      <title>{t.app.title(t.app.crashed)}</title>
      <Empty icon="warning" title={t.app.crashed} text={t.app.crashedText}>
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
