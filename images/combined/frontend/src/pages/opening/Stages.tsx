import { Flex, Stack, Text, VisuallyHidden } from '@chakra-ui/react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import type { StepState } from '@/workspace/setup';
import { StepMark } from '@/workspace/SetupSteps';
import { conditionOf, reasonOf } from '@/workspace/state';

/** The way from asleep to open: a slot, its pod, and the IDE that answers in it. */
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

/** What the conditions and the phase say about each stage. */
export function stagesOf(workspace: Workspace): Stage[] {
  const isClaimed = conditionOf(workspace, 'Claimed')?.status === 'True' || Boolean(workspace.slot);
  const runs = isClaimed && !['Pending', 'Suspended', 'Suspending'].includes(workspace.phase);
  const done = [isClaimed, workspace.ready, workspace.ready];
  const titles = [t.opening.claim, t.opening.pod, t.opening.ide];
  const at = done.indexOf(false);
  return titles.map((title, index) => {
    if (done[index]) return { title, state: 'done' };
    if (index > at) return { title, state: 'waiting' };
    if (workspace.phase === 'Failed') return { title, state: 'failed' };
    return { title, state: index === 0 || runs || workspace.running ? 'active' : 'waiting' };
  });
}
