import { chakra, Grid } from '@chakra-ui/react';
import type { ReactNode } from 'react';

/** Names and values, one pair a row. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Grid
      as="dl"
      templateColumns="minmax(7rem, auto) minmax(0, 1fr)"
      columnGap="4"
      rowGap="2.5"
      fontSize="sm"
    >
      {items.map(([name, value]) => (
        <Grid
          key={name}
          as="div"
          gridColumn="1 / -1"
          gridTemplateColumns="subgrid"
          alignItems="baseline"
        >
          <chakra.dt color="fg.muted">{name}</chakra.dt>
          <chakra.dd overflowWrap="anywhere">{value}</chakra.dd>
        </Grid>
      ))}
    </Grid>
  );
}
