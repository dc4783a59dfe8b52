import { Flex, Stack, Text } from '@chakra-ui/react';
import type { Pool } from '@/api/types';
import { t } from '@/i18n';
import { Badge, Dot } from '@/ui/Badge';
import { Facts } from '@/ui/Facts';
import { Meter } from '@/ui/Meter';
import { Panel } from '@/ui/Panel';

type Amount = Pool['resources']['limits'];

const amount = ({ cpu, memory }: Amount): string => t.pools.resources(cpu, memory);

export function PoolCard({ pool }: { pool: Pool }) {
  const { name, slots, capacity, storage, resources } = pool;
  const usage = t.pools.usage(slots.claimed, capacity.maximum);
  return (
    <Panel title={name} actions={<State pool={pool} />}>
      <Stack gap="5">
        {!pool.ready && pool.message && <Text fontSize="sm">{pool.message}</Text>}
        <Stack gap="2">
          <Flex justify="space-between" fontSize="sm">
            <Text>{t.pools.usageLabel}</Text>
            <Text color="fg.muted">{usage}</Text>
          </Flex>
          <Meter label={`${name}: ${usage}`} value={slots.claimed} max={capacity.maximum} />
        </Stack>
        <Facts
          items={[
            [t.pools.warm, `${String(slots.warm)} / ${String(capacity.warmSpares)}`],
            [t.pools.cold, `${String(slots.cold)} / ${String(capacity.coldSpares)}`],
            [t.pools.guaranteed, amount(resources.requests)],
            [t.pools.most, amount(resources.limits)],
            [t.pools.storage, t.pools.storageText(storage.workspace, storage.config)],
            [
              t.pools.image,
              <Text key="image" fontFamily="mono">
                {pool.image}
              </Text>,
            ],
          ]}
        />
      </Stack>
    </Panel>
  );
}

function State({ pool }: { pool: Pool }) {
  return (
    <Flex gap="2">
      {pool.isDefault && <Badge tone="accent">{t.pools.default}</Badge>}
      <Badge tone={pool.ready ? 'good' : 'busy'}>
        <Dot busy={!pool.ready} />
        {pool.ready ? t.pools.ready : t.pools.notReady}
      </Badge>
    </Flex>
  );
}
