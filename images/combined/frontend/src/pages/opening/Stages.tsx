import { Flex, Stack, Text, VisuallyHidden } from '@chakra-ui/react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import type { StepState } from '@/workspace/setup';
import { StepMark } from '@/workspace/SetupSteps';
import { reasonOf } from '@/workspace/state';

/** The way from asleep to open: a slot, and the IDE that answers in it. */
export function Stages({ workspace }: { workspace: Workspace }) {
  const stages = stagesOf(workspace);
  return (
    <Stack as="ol" listStyle="none" gap="4" aria-label={t.opening.progress}>
      {stages.map(({ title, state }) => (
        <Flex as="li" key={title} gap="3" aria-current={state === 'active' ? 'step' : undefined}>
          <StepMark state={state} />
          <Stack gap="0.5" minWidth="0">
            <Text fontWeight="medium" color={state === 'waiting' ? 'fg.muted' : 'fg'}>
              {title}
              <VisuallyHidden>{`: ${t.setup.stepState[state]}`}</VisuallyHidden>
            </Text>
            {(state === 'active' || state === 'failed') && (
              <Text
                fontSize="sm"
                color={state === 'failed' ? 'bad.fg' : 'fg.muted'}
                overflowWrap="anywhere"
              >
                {reasonOf(workspace)}
              </Text>
            )}
          </Stack>
        </Flex>
      ))}
    </Stack>
  );
}

interface Stage {
  title: string;
  state: StepState;
}

/** What the status says about each stage. */
export function stagesOf(workspace: Workspace): Stage[] {
  const isClaimed = Boolean(workspace.slot);
  return [
    { title: t.opening.claim, state: isClaimed ? 'done' : pendingState(workspace) },
    { title: t.opening.ide, state: isClaimed ? startState(workspace) : 'waiting' },
  ];
}

const pendingState = ({ phase }: Workspace): StepState =>
  phase === 'Failed' ? 'failed' : 'active';

const startState = (workspace: Workspace): StepState =>
  workspace.ready ? 'done' : pendingState(workspace);
