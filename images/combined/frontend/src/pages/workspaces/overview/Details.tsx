import { Link, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import type { Workspace } from '@/api/types';
import { t } from '@/i18n';
import { Facts } from '@/ui/Facts';
import { Ago, Day } from '@/ui/Time';

export function Details({ workspace }: { workspace: Workspace }) {
  const { volumes, suspendAt, restartAt, createdAt } = workspace;
  const bound = [volumes.workspace, volumes.config].filter((one) => typeof one === 'string');
  const items: [string, ReactNode][] = [
    [t.newWorkspace.name, <Mono key="name">{workspace.name}</Mono>],
    [
      t.overview.address,
      <Link key="address" href={workspace.url}>
        {new URL(workspace.url).host}
      </Link>,
    ],
    [t.overview.lastActivity, <Ago key="activity" at={workspace.lastActivity} />],
    ...(suspendAt
      ? [[t.overview.suspendsAt, <Ago key="suspend" at={suspendAt} />] as [string, ReactNode]]
      : []),
    ...(restartAt
      ? [[t.overview.restartsAt, <Ago key="restart" at={restartAt} />] as [string, ReactNode]]
      : []),
    [
      t.overview.retention,
      workspace.reclaimPolicy === 'Delete' ? t.overview.discard : t.overview.retain,
    ],
    [t.overview.pool, workspace.pool],
    [
      t.overview.slot,
      workspace.slot ? <Mono key="slot">{workspace.slot}</Mono> : t.overview.noSlot,
    ],
    ...(bound.length > 0
      ? [[t.overview.volumes, <Mono key="volumes">{bound.join(' ')}</Mono>] as [string, ReactNode]]
      : []),
    ...(createdAt
      ? [[t.overview.created, <Day key="created" at={createdAt} />] as [string, ReactNode]]
      : []),
  ];
  return <Facts items={items} />;
}

function Mono({ children }: { children: ReactNode }) {
  return (
    <Text as="span" fontFamily="mono">
      {children}
    </Text>
  );
}
