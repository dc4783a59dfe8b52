import { Stack } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '@/api/queries';
import { t } from '@/i18n';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/states';
import { Account } from './Account';
import { GitCredentials } from './GitCredentials';
import { Password } from './Password';

export default function Profile() {
  const me = useQuery(meQuery);
  return (
    <Page title={t.profile.title} lead={t.profile.lead}>
      <Stack gap="6" maxWidth="48rem">
        {me.isPending && <Loading />}
        {me.isError && <Failure error={me.error} onRetry={() => void me.refetch()} />}
        {me.data && <Account user={me.data} />}
        <GitCredentials />
        {me.data && <Password email={me.data.email} />}
      </Stack>
    </Page>
  );
}
