import { Flex, Stack, Text } from '@chakra-ui/react';
import type { Condition } from '@/api/types';
import { t } from '@/i18n';
import { Badge } from '@/ui/Badge';
import { Ago } from '@/ui/Time';

const STATUS: Record<Condition['status'], string> = {
  True: t.overview.conditionTrue,
  False: t.overview.conditionFalse,
  Unknown: t.overview.conditionUnknown,
};

export function Conditions({ conditions }: { conditions: readonly Condition[] }) {
  if (conditions.length === 0) return <Text color="fg.muted">{t.overview.conditionsEmpty}</Text>;
  return (
    <Stack as="ul" listStyle="none" gap="4">
      {conditions.map(({ type, status, reason, message, lastTransitionTime }) => (
        <Stack as="li" key={type} gap="1">
          <Flex gap="2" align="center" wrap="wrap">
            <Text fontWeight="medium" fontSize="sm">
              {type}
            </Text>
            <Badge tone={status === 'True' ? 'good' : 'calm'}>{STATUS[status]}</Badge>
            <Text fontSize="sm" color="fg.muted">
              <Ago at={lastTransitionTime} />
            </Text>
          </Flex>
          <Text fontSize="sm" color="fg.muted" overflowWrap="anywhere">
            {message || reason}
          </Text>
        </Stack>
      ))}
    </Stack>
  );
}
