import { Heading, Stack, Text } from '@chakra-ui/react';
import { PublicFrame } from '@/app/PublicFrame';
import { t } from '@/i18n';
import { LinkButton } from '@/ui/LinkButton';
import { Logo } from '@/ui/Logo';
import { useFocusOnArrival } from '@/ui/useFocusOnArrival';

export default function NotFound() {
  const arrival = useFocusOnArrival();
  return (
    <PublicFrame>
      <title>{t.app.title(t.notFound.title)}</title>
      <Stack align="center" textAlign="center" gap="4" paddingX="4" paddingY="24">
        <Logo size="14" />
        <Heading as="h1" size="xl" ref={arrival} tabIndex={-1}>
          {t.notFound.title}
        </Heading>
        <Text color="fg.muted">{t.notFound.text}</Text>
        <LinkButton to="/dashboard" variant="solid">
          {t.notFound.home}
        </LinkButton>
      </Stack>
    </PublicFrame>
  );
}
