import { Flex } from '@chakra-ui/react';
import { useSearchParams } from 'react-router';
import { t } from '@/i18n';
import { SelectField } from '@/ui/choices';
import { TextField } from '@/ui/Field';
import { filterOf } from './filtering';

const OPTIONS = [
  { value: 'all', label: t.workspaces.showAll },
  { value: 'running', label: t.workspaces.showRunning },
  { value: 'asleep', label: t.workspaces.showAsleep },
];

export function Filter() {
  const [search, setSearch] = useSearchParams();
  const { word, show } = filterOf(search);
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value === '' || value === 'all') next.delete(key);
    else next.set(key, value);
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return (
    <Flex role="search" gap="3" wrap="wrap" flex="1 1 20rem" maxWidth="text">
      <Flex direction="column" flex="1 1 12rem">
        <TextField
          label={t.workspaces.search}
          type="search"
          value={word}
          onChange={(value) => {
            set('q', value);
          }}
        />
      </Flex>
      <Flex direction="column" flex="0 1 9rem">
        <SelectField
          label={t.workspaces.show}
          value={show}
          options={OPTIONS}
          onChange={(value) => {
            set('show', value);
          }}
        />
      </Flex>
    </Flex>
  );
}
