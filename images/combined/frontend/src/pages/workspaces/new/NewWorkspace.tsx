import { Button, Flex, Stack } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useCreateWorkspace } from '@/api/mutations';
import { ApiProblem } from '@/api/problem';
import { meQuery } from '@/api/queries';
import type { User } from '@/api/types';
import { t } from '@/i18n';
import { LinkButton } from '@/ui/LinkButton';
import { Page } from '@/ui/Page';
import { Banner, Failure, Spinner } from '@/ui/states';
import { openPath } from '@/workspace/state';
import { check, EMPTY, type Errors, FIELDS, type Form, toRequest } from './form';
import { Basics, Code, Personal, Retention, type Section } from './sections';

export default function NewWorkspace() {
  const me = useQuery(meQuery);
  const [form, setForm] = useState(() => startingWith(me.data));
  const [errors, setErrors] = useState<Errors>({});
  const navigate = useNavigate();
  const create = useCreateWorkspace();
  const element = useRef<HTMLFormElement>(null);

  // Whoever cannot see the colors is taken to the first field that needs another look.
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [errors]);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    const found = check(form);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    create.mutate(toRequest(form), {
      onSuccess: ({ name }) => void navigate(openPath(name)),
      onError: (error) => {
        setErrors(fromApi(error));
      },
    });
  };
  const section: Section = {
    form,
    errors,
    set: (key, value) => {
      setForm((before) => ({ ...before, [key]: value }));
    },
  };

  return (
    <Page title={t.newWorkspace.title} lead={t.newWorkspace.lead}>
      <form onSubmit={submit} noValidate ref={element}>
        <Stack gap="6" maxWidth="48rem">
          <Code {...section} />
          <Basics {...section} />
          <Personal {...section} />
          <Retention {...section} />
          {create.isError && Object.keys(errors).length === 0 && <Failure error={create.error} />}
          {Object.keys(errors).length > 0 && <Banner tone="bad" title={t.problem.fields} />}
          <Flex gap="3" justify="flex-end" wrap="wrap">
            <LinkButton to="/workspaces" size="lg">
              {t.app.cancel}
            </LinkButton>
            <Button type="submit" variant="solid" size="lg" aria-disabled={create.isPending}>
              {create.isPending && <Spinner />}
              {create.isPending ? t.newWorkspace.creating : t.newWorkspace.create}
            </Button>
          </Flex>
        </Stack>
      </form>
    </Page>
  );
}

/** Most people commit under the name that they have here. */
function startingWith(me: User | undefined): Form {
  if (!me?.displayName) return EMPTY;
  return { ...EMPTY, identityName: me.displayName, identityEmail: me.email };
}

/** What the API found wrong with fields of the form. */
function fromApi(error: Error): Errors {
  if (!(error instanceof ApiProblem)) return {};
  if (error.status === 409) return { name: t.newWorkspace.taken };
  const errors = (error.problem.errors ?? []).flatMap(({ field, detail }) => {
    const key = FIELDS[field];
    return key ? [[key, detail] as [keyof Form, string]] : [];
  });
  return Object.fromEntries(errors);
}
