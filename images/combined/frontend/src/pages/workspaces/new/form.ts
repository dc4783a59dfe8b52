import type { CreateWorkspace, SetupSpec } from '@/api/types';
import { t } from '@/i18n';

/** What is on the form. Everything may be left empty. */
export interface Form {
  name: string;
  displayName: string;
  pool: string;
  repository: string;
  ref: string;
  shallow: boolean;
  startCommand: string;
  dotfiles: string;
  identityName: string;
  identityEmail: string;
  reclaimPolicy: 'Retain' | 'Delete';
}

export const EMPTY: Form = {
  name: '',
  displayName: '',
  pool: '',
  repository: '',
  ref: '',
  shallow: false,
  startCommand: '',
  dotfiles: '',
  identityName: '',
  identityEmail: '',
  reclaimPolicy: 'Retain',
};

export type Errors = Partial<Record<keyof Form, string>>;

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What is wrong, of what can be known here; the API has the last word. */
export function check(form: Form): Errors {
  const errors: Errors = {};
  if (form.name && !NAME.test(form.name)) errors.name = t.newWorkspace.nameInvalid;
  if (!form.identityName.trim() !== !form.identityEmail.trim()) {
    errors[form.identityName.trim() ? 'identityEmail' : 'identityName'] =
      t.newWorkspace.identityInvalid;
  }
  return errors;
}

/** The fields of the API's answer, as fields of the form. */
export const FIELDS: Record<string, keyof Form> = {
  name: 'name',
  displayName: 'displayName',
  pool: 'pool',
  'setup.repository.url': 'repository',
  'setup.repository.ref': 'ref',
  'setup.startCommand': 'startCommand',
  'setup.dotfiles.url': 'dotfiles',
  'setup.identity.name': 'identityName',
  'setup.identity.email': 'identityEmail',
};

/** A name for a workspace of this repository; none where its address gives no good one. */
export function suggestName(repository: string): string {
  const last = repository.trim().replace(/\/+$/, '').split(/[/:]/).at(-1) ?? '';
  const words = last
    .replace(/\.git$/, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.filter(Boolean).join('-').slice(0, 40).replace(/-$/, '');
}

/** What the form asks of the API. */
export function toRequest(form: Form): CreateWorkspace {
  const setup = toSetup(form);
  return {
    ...filled('name', form.name || suggestName(form.repository)),
    ...filled('displayName', form.displayName),
    ...filled('pool', form.pool),
    reclaimPolicy: form.reclaimPolicy,
    ...(Object.keys(setup).length > 0 && { setup }),
  };
}

function toSetup(form: Form): SetupSpec {
  const url = form.repository.trim();
  const dotfiles = form.dotfiles.trim();
  const [name, email] = [form.identityName.trim(), form.identityEmail.trim()];
  return {
    ...(url && {
      repository: { url, ...filled('ref', form.ref), ...(form.shallow && { depth: 1 }) },
    }),
    ...(dotfiles && { dotfiles: { url: dotfiles } }),
    ...(name && email && { identity: { name, email } }),
    ...filled('startCommand', form.startCommand),
  };
}

function filled<Key extends string>(key: Key, value: string): Partial<Record<Key, string>> {
  const trimmed = value.trim();
  return trimmed ? ({ [key]: trimmed } as Record<Key, string>) : {};
}
