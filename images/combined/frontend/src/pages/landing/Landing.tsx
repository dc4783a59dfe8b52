import { Box, Flex, Grid, Heading, Stack, Text } from '@chakra-ui/react';
import { PublicFrame } from '@/app/PublicFrame';
import { useViewer } from '@/app/useViewer';
import { t } from '@/i18n';
import { Blueprint } from '@/ui/Blueprint';
import { Icon, type IconName } from '@/ui/Icon';
import { LinkButton } from '@/ui/LinkButton';
import { useFocusOnArrival } from '@/ui/useFocusOnArrival';
import { Figure } from './Figure';

const ICONS: readonly IconName[] = ['disk', 'bolt', 'lock'];

export default function Landing() {
  return (
    <PublicFrame>
      <title>{t.app.title(t.landing.title)}</title>
      <Hero />
      <Box maxWidth="page" marginX="auto" paddingX={{ base: '4', md: '8' }} paddingBottom="20">
        <Points />
        <Steps />
      </Box>
    </PublicFrame>
  );
}

function Hero() {
  const viewer = useViewer();
  const arrival = useFocusOnArrival();
  return (
    <Box position="relative" isolation="isolate" overflow="hidden">
      <Blueprint />
      <Grid
        maxWidth="page"
        marginX="auto"
        paddingX={{ base: '4', md: '8' }}
        paddingY={{ base: '12', md: '20' }}
        templateColumns={{ base: 'minmax(0, 1fr)', lg: 'minmax(0, 5fr) minmax(0, 6fr)' }}
        gap={{ base: '10', lg: '14' }}
        alignItems="center"
      >
        <Stack gap="6">
          <Heading
            as="h1"
            ref={arrival}
            tabIndex={-1}
            fontSize="clamp(2.25rem, 1.5rem + 3.2vw, 3.5rem)"
            lineHeight={1.08}
            letterSpacing="-0.035em"
          >
            {t.landing.title}
          </Heading>
          <Text fontSize="lg" color="fg.muted" maxWidth="text">
            {t.landing.lead}
          </Text>
          <Flex gap="3" wrap="wrap">
            {viewer ? (
              <LinkButton to="/dashboard" variant="solid" size="lg">
                {t.landing.dashboard}
                <Icon name="arrow" />
              </LinkButton>
            ) : (
              <>
                <LinkButton to="/register" variant="solid" size="lg">
                  {t.landing.start}
                </LinkButton>
                <LinkButton to="/login" size="lg">
                  {t.nav.logIn}
                </LinkButton>
              </>
            )}
          </Flex>
        </Stack>
        <Figure />
      </Grid>
    </Box>
  );
}

function Points() {
  return (
    <Box as="section" aria-label={t.landing.pointsTitle}>
      <Grid
        as="ul"
        listStyle="none"
        gap="4"
        templateColumns={{ base: '1fr', md: 'repeat(3, 1fr)' }}
      >
        {t.landing.points.map(({ title, text }, index) => (
          <Stack
            as="li"
            key={title}
            gap="3"
            padding="6"
            bg="panel"
            borderWidth="1px"
            borderRadius="lg"
          >
            <Box color="accent.fg">
              <Icon name={ICONS[index] ?? 'check'} size="6" />
            </Box>
            <Heading as="h2" size="md">
              {title}
            </Heading>
            <Text color="fg.muted">{text}</Text>
          </Stack>
        ))}
      </Grid>
    </Box>
  );
}

function Steps() {
  return (
    <Stack as="section" gap="8" paddingTop={{ base: '14', md: '20' }}>
      <Heading as="h2" size="xl">
        {t.landing.stepsTitle}
      </Heading>
      <Grid
        as="ol"
        listStyle="none"
        gap="8"
        templateColumns={{ base: '1fr', md: 'repeat(3, 1fr)' }}
      >
        {t.landing.steps.map(({ title, text }, index) => (
          <Stack
            as="li"
            key={title}
            gap="2"
            borderTopWidth="2px"
            borderColor="accent.fg"
            paddingTop="4"
          >
            <Text
              as="span"
              fontWeight="semibold"
              fontSize="sm"
              color="accent.fg"
              aria-hidden="true"
            >
              {index + 1}
            </Text>
            <Heading as="h3" size="md">
              {title}
            </Heading>
            <Text color="fg.muted">{text}</Text>
          </Stack>
        ))}
      </Grid>
    </Stack>
  );
}
