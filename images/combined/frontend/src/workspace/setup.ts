import type { SetupProgress, SetupSpec, Step } from '@/api/types';

export type StepState = 'done' | 'active' | 'failed' | 'waiting';

export interface SetupStep {
  readonly step: Step;
  readonly state: StepState;
  readonly detail: string;
}

/** The steps in the order in which the pod takes them. */
export function stepsOf(setup: SetupSpec, progress: SetupProgress | null): SetupStep[] {
  const { identity, repository, dotfiles, startCommand } = setup;
  const all: [Step, string | undefined][] = [
    ['identity', identity ? `${identity.name} <${identity.email}>` : undefined],
    ['repository', repository?.url],
    ['dotfiles', dotfiles?.url],
    ['startCommand', startCommand ?? undefined],
  ];
  const asked = all.filter((one): one is [Step, string] => one[1] !== undefined);
  const at = asked.findIndex(([step]) => step === progress?.step);
  return asked.map(([step, detail], index) => ({
    step,
    detail,
    state: stateOf(index, at, progress),
  }));
}

function stateOf(index: number, at: number, progress: SetupProgress | null): StepState {
  if (progress?.phase === 'Succeeded' || index < at) return 'done';
  if (index > at || at < 0) return 'waiting';
  if (progress?.phase === 'Failed') return 'failed';
  return progress?.phase === 'Running' ? 'active' : 'waiting';
}

/** Whether there is a set-up to wait for or to look at. */
export const isSettingUp = (progress: SetupProgress | null | undefined): boolean =>
  progress?.phase === 'Waiting' || progress?.phase === 'Running';
