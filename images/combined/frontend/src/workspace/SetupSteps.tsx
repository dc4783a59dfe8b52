import { Box, chakra, Flex, Stack, Text, VisuallyHidden } from '@chakra-ui/react';
import type { SetupProgress, SetupSpec } from '@/api/types';
import { t } from '@/i18n';
import { Icon } from '@/ui/Icon';
import { Meter } from '@/ui/Meter';
import { Spinner } from '@/ui/states';
import { stepsOf, type StepState } from './setup';

/** What a workspace is set up with, step by step, and how far that is. */
export function SetupSteps({
  setup,
  progress,
}: {
  setup: SetupSpec;
  progress: SetupProgress | null;
}) {
  const steps = stepsOf(setup, progress);
  return (
    <Stack as="ol" gap="3" listStyle="none">
      {steps.map(({ step, state, detail }) => (
        <Flex as="li" key={step} gap="3" aria-current={state === 'active' ? 'step' : undefined}>
          <StepMark state={state} />
          <Stack gap="1" minWidth="0" flex="1">
            <Text fontWeight="medium" fontSize="sm" color={state === 'waiting' ? 'fg.muted' : 'fg'}>
              {t.setup.step[step]}
              <VisuallyHidden>{`: ${t.setup.stepState[state]}`}</VisuallyHidden>
            </Text>
            <Text fontSize="sm" fontFamily="mono" color="fg.muted" overflowWrap="anywhere">
              {detail}
            </Text>
            {state === 'active' && typeof progress?.percent === 'number' && (
              <Meter
                label={t.setup.percent(t.setup.step[step])}
                value={progress.percent}
                max={100}
              />
            )}
            {(state === 'active' || state === 'failed') && progress?.message && (
              <Text
                fontSize="sm"
                color={state === 'failed' ? 'bad.fg' : 'fg'}
                whiteSpace="pre-wrap"
                overflowWrap="anywhere"
              >
                {progress.message}
              </Text>
            )}
          </Stack>
        </Flex>
      ))}
    </Stack>
  );
}

const Mark = chakra('span', {
  base: {
    boxSize: '6',
    borderRadius: 'full',
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
  },
  variants: {
    state: {
      done: { bg: 'good.subtle', color: 'good.fg' },
      active: { bg: 'accent.subtle', color: 'accent.fg' },
      failed: { bg: 'bad.subtle', color: 'bad.fg' },
      waiting: { borderWidth: '1px', borderColor: 'line.strong' },
    },
  },
});

export function StepMark({ state }: { state: StepState }) {
  return (
    <Mark state={state} aria-hidden="true">
      {state === 'done' && <Icon name="check" size="3.5" />}
      {state === 'failed' && <Icon name="close" size="3.5" />}
      {state === 'active' && <Spinner size="3.5" />}
      {state === 'waiting' && <Box />}
    </Mark>
  );
}
