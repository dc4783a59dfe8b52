import type { Condition, Phase, Workspace } from '@/api/types';
import { t } from '@/i18n';

export type Tone = 'good' | 'busy' | 'bad' | 'calm';

const TONES: Record<Phase, Tone> = {
  Pending: 'busy',
  Starting: 'busy',
  Running: 'good',
  Suspending: 'busy',
  Suspended: 'calm',
  Releasing: 'busy',
  Failed: 'bad',
};

/** The name that people gave it, or the one it has to have. */
export const titleOf = (workspace: Workspace): string => workspace.displayName ?? workspace.name;

export const toneOf = (workspace: Workspace): Tone => TONES[workspace.phase];

export const phaseOf = (workspace: Workspace): string => t.phase[workspace.phase];

/** Whether it is being deleted, so that nothing can be done with it. */
export const isGoing = (workspace: Workspace): boolean => workspace.phase === 'Releasing';

export const conditionOf = (workspace: Workspace, type: string): Condition | undefined =>
  workspace.conditions.find((condition) => condition.type === type);

/** Phases in which the cluster knows more than the phase says: what is being waited for. */
const WAITING: readonly Phase[] = ['Pending', 'Starting', 'Failed'];

/** Why it is as it is. */
export function reasonOf(workspace: Workspace): string {
  const told = WAITING.includes(workspace.phase) && conditionOf(workspace, 'Ready')?.message;
  return told || t.phaseText[workspace.phase];
}

/** Those that somebody worked in most lately first. */
export function byActivity(workspaces: readonly Workspace[]): Workspace[] {
  const when = ({ lastActivity, createdAt }: Workspace) => lastActivity ?? createdAt ?? '';
  return [...workspaces].sort((a, b) => when(b).localeCompare(when(a)));
}

/** Where the app opens it. */
export const openPath = (name: string): string => `/workspaces/${name}/open`;
export const pathOf = (name: string): string => `/workspaces/${name}`;
