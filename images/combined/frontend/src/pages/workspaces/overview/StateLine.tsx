import { Flex, Text } from '@chakra-ui/react';
import type { Workspace } from '@/api/types';
import { reasonOf } from '@/workspace/state';
import { StateBadge } from '@/workspace/StateBadge';

/** How it is, and why, read out when it changes. */
export function StateLine({ workspace }: { workspace: Workspace }) {
  return (
    <Flex role="status" gap="3" align="center" wrap="wrap" paddingTop="1">
      <StateBadge workspace={workspace} />
      <Text>{reasonOf(workspace)}</Text>
    </Flex>
  );
}
