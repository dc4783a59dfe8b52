import { Grid, Stack } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { poolsQuery } from '@/api/queries';
import type { Pool } from '@/api/types';
import { t } from '@/i18n';
import { Checkbox, RadioCards, SelectField } from '@/ui/choices';
import { TextField } from '@/ui/Field';
import { TextLink } from '@/ui/LinkButton';
import { Panel } from '@/ui/Panel';
import { type Errors, type Form, suggestName } from './form';

export interface Section {
  form: Form;
  errors: Errors;
  set: <Key extends keyof Form>(key: Key, value: Form[Key]) => void;
}

type TextKey = { [Key in keyof Form]: Form[Key] extends string ? Key : never }[keyof Form];

/** What ties a text field to its place on the form. */
function tie({ form, errors, set }: Section, key: Exclude<TextKey, 'reclaimPolicy'>) {
  return {
    value: form[key],
    error: errors[key],
    onChange: (value: string) => {
      set(key, value);
    },
  };
}

const code = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false, fontFamily: 'mono' };
const columns = { base: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' };

export function Basics(section: Section) {
  return (
    <Panel title={t.newWorkspace.basics}>
      <Grid templateColumns={columns} gap="5">
        <TextField
          label={t.newWorkspace.displayName}
          hint={t.newWorkspace.displayNameHint}
          maxLength={100}
          optional
          {...tie(section, 'displayName')}
        />
        <TextField
          label={t.newWorkspace.name}
          hint={t.newWorkspace.nameHint}
          maxLength={40}
          placeholder={suggestName(section.form.repository)}
          optional
          {...code}
          {...tie(section, 'name')}
        />
        <PoolChoice {...section} />
      </Grid>
    </Panel>
  );
}

function PoolChoice({ form, set }: Section) {
  const pools = useQuery(poolsQuery);
  const items = pools.data ?? [];
  const usual = items.find((pool) => pool.isDefault)?.name ?? '';
  return (
    <SelectField
      label={t.newWorkspace.pool}
      hint={pools.isError ? t.newWorkspace.poolsFailed : t.newWorkspace.poolHint}
      value={form.pool || usual}
      options={items.length > 0 ? items.map(option) : [{ value: '', label: t.pools.default }]}
      onChange={(pool) => {
        set('pool', pool);
      }}
    />
  );
}

function option({ name, isDefault, slots, capacity }: Pool) {
  if (slots.claimed >= capacity.maximum)
    return { value: name, label: t.newWorkspace.poolFull(name) };
  return { value: name, label: isDefault ? t.newWorkspace.poolDefault(name) : name };
}

export function Code(section: Section) {
  const hasRepository = section.form.repository.trim() !== '';
  return (
    <Panel title={t.newWorkspace.source} lead={t.newWorkspace.sourceLead}>
      <Stack gap="5">
        <TextField
          label={t.newWorkspace.repository}
          hint={
            <>
              {t.newWorkspace.repositoryHint}{' '}
              <TextLink to="/profile">{t.newWorkspace.credentials}</TextLink>
            </>
          }
          optional
          {...code}
          {...tie(section, 'repository')}
        />
        {hasRepository && (
          <Grid templateColumns={columns} gap="5">
            <TextField
              label={t.newWorkspace.ref}
              hint={t.newWorkspace.refHint}
              optional
              {...code}
              {...tie(section, 'ref')}
            />
            <Checkbox
              label={t.newWorkspace.shallow}
              hint={t.newWorkspace.shallowHint}
              checked={section.form.shallow}
              onChange={(shallow) => {
                section.set('shallow', shallow);
              }}
            />
          </Grid>
        )}
        <TextField
          label={t.newWorkspace.startCommand}
          hint={t.newWorkspace.startCommandHint}
          optional
          {...code}
          {...tie(section, 'startCommand')}
        />
      </Stack>
    </Panel>
  );
}

export function Personal(section: Section) {
  return (
    <Panel title={t.newWorkspace.personal} lead={t.newWorkspace.personalLead}>
      <Stack gap="5">
        <Grid templateColumns={columns} gap="5">
          <TextField
            label={t.newWorkspace.identityName}
            autoComplete="name"
            optional
            {...tie(section, 'identityName')}
          />
          <TextField
            label={t.newWorkspace.identityEmail}
            type="email"
            autoComplete="email"
            optional
            {...tie(section, 'identityEmail')}
          />
        </Grid>
        <TextField
          label={t.newWorkspace.dotfiles}
          hint={t.newWorkspace.dotfilesHint}
          optional
          {...code}
          {...tie(section, 'dotfiles')}
        />
      </Stack>
    </Panel>
  );
}

export function Retention({ form, set }: Section) {
  return (
    <Panel>
      <RadioCards
        legend={t.newWorkspace.retention}
        value={form.reclaimPolicy}
        options={[
          { value: 'Retain', label: t.newWorkspace.retain, text: t.newWorkspace.retainText },
          { value: 'Delete', label: t.newWorkspace.delete, text: t.newWorkspace.deleteText },
        ]}
        onChange={(value) => {
          set('reclaimPolicy', value === 'Delete' ? 'Delete' : 'Retain');
        }}
      />
    </Panel>
  );
}
