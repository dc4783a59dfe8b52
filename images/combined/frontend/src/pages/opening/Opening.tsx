import { Box, Flex, Stack } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { statusOf } from '@/api/problem';
import { workspaceQuery } from '@/api/queries';
import { Blueprint } from '@/ui/Blueprint';
import { Failure, Loading } from '@/ui/states';
import { WorkspaceGone } from '@/workspace/WorkspaceGone';
import { OpeningProgress } from './OpeningProgress';

/** On the way to a workspace: wakes it, shows how that goes, and then goes there. */
export default function Opening() {
  const name = useParams().name ?? '';
  const workspace = useQuery(workspaceQuery(name));
  return (
    <Flex as="main" minHeight="100dvh" position="relative" isolation="isolate" padding="4">
      <Blueprint />
      <Box margin="auto" width="full" maxWidth="30rem">
        {workspace.data === null || statusOf(workspace.error) === 404 ? (
          <WorkspaceGone />
        ) : workspace.data ? (
          <OpeningProgress workspace={workspace.data} />
        ) : (
          <Stack gap="4">
            {workspace.isError ? (
              <Failure error={workspace.error} onRetry={() => void workspace.refetch()} />
            ) : (
              <Loading />
            )}
          </Stack>
        )}
      </Box>
    </Flex>
  );
}
