import type { Workspace } from '@/api/types';
import { Badge, Dot } from '@/ui/Badge';
import { phaseOf, toneOf } from './state';

/** Where a workspace is in its life. */
export function StateBadge({ workspace }: { workspace: Workspace }) {
  const tone = toneOf(workspace);
  return (
    <Badge tone={tone}>
      <Dot busy={tone === 'busy'} />
      {phaseOf(workspace)}
    </Badge>
  );
}
