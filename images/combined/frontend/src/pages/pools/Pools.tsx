import { Grid } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { poolsQuery } from '@/api/queries';
import { t } from '@/i18n';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';
import { Empty, Failure, Loading } from '@/ui/states';
import { PoolCard } from './PoolCard';

export default function Pools() {
  const pools = useQuery(poolsQuery);
  return (
    <Page title={t.pools.title} lead={t.pools.lead}>
      {pools.isPending && <Loading />}
      {pools.isError && <Failure error={pools.error} onRetry={() => void pools.refetch()} />}
      {pools.data?.length === 0 && (
        <Panel>
          <Empty icon="pools" title={t.pools.emptyTitle} text={t.pools.emptyText} />
        </Panel>
      )}
      <Grid
        templateColumns="repeat(auto-fill, minmax(min(22rem, 100%), 1fr))"
        gap="6"
        alignItems="start"
      >
        {pools.data?.map((pool) => (
          <PoolCard key={pool.name} pool={pool} />
        ))}
      </Grid>
    </Page>
  );
}
