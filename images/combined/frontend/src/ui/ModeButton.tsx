import { Button } from '@chakra-ui/react';
import { t } from '@/i18n';
import { useColorMode } from '@/theme/colorMode';
import type { ColorMode } from '@/theme/paint';
import { Icon, type IconName } from './Icon';

const MODES: readonly { mode: ColorMode; icon: IconName }[] = [
  { mode: 'system', icon: 'system' },
  { mode: 'light', icon: 'sun' },
  { mode: 'dark', icon: 'moon' },
];

/** Goes through the color modes: the system's, light, dark. */
export function ModeButton() {
  const { mode, setMode } = useColorMode();
  const at = MODES.findIndex((one) => one.mode === mode);
  const next = MODES[(at + 1) % MODES.length]?.mode ?? 'system';
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={t.mode.now(t.mode[mode])}
      title={t.mode.now(t.mode[mode])}
      onClick={() => {
        setMode(next);
      }}
    >
      <Icon name={MODES[at]?.icon ?? 'system'} size="5" />
    </Button>
  );
}
