import { Box, Button, chakra, Heading, Stack, Text, VisuallyHidden } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { sentenceOf } from '@/api/problem';
import { t } from '@/i18n';
import { Icon, type IconName } from './Icon';

/** Grey lines where content is about to be. */
export function Loading({ lines = 3 }: { lines?: number }) {
  return (
    <Stack gap="3" role="status" aria-busy="true">
      <VisuallyHidden>{t.app.loading}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Box
          key={line}
          height="12"
          borderRadius="md"
          bg="raised"
          animation="breathe 1.6s ease-in-out infinite"
        />
      ))}
    </Stack>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  /** `h1` where it is all that there is on the page. */
  level?: 'h1' | 'h2';
  text: string;
  children?: ReactNode;
}

/** Says that there is nothing yet, and what to do about it. */
export function Empty(props: EmptyProps) {
  const { icon, title, level = 'h2', text, children } = props;
  return (
    <Stack align="center" textAlign="center" gap="3" paddingY="10" paddingX="4">
      <Box padding="3" borderRadius="full" bg="accent.subtle" color="accent.fg">
        <Icon name={icon} size="6" />
      </Box>
      <Heading as={level} size="md">
        {title}
      </Heading>
      <Text color="fg.muted" maxWidth="text">
        {text}
      </Text>
      {children}
    </Stack>
  );
}

/** Says what went wrong, and offers to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <Banner tone="bad" title={t.problem.heading}>
      <Text>{sentenceOf(error)}</Text>
      {onRetry && (
        <Button size="sm" alignSelf="flex-start" onClick={onRetry}>
          {t.app.tryAgain}
        </Button>
      )}
    </Banner>
  );
}

interface BannerProps {
  tone: 'good' | 'busy' | 'bad';
  title: string;
  children?: ReactNode;
}

/** A message within a page that nobody should miss. */
export function Banner({ tone, title, children }: BannerProps) {
  return (
    <Stack
      role={tone === 'bad' ? 'alert' : 'status'}
      direction="row"
      gap="3"
      padding="4"
      borderRadius="lg"
      bg={`${tone}.subtle`}
      color="fg"
    >
      <Box color={`${tone}.fg`} paddingTop="0.5">
        <Icon name={tone === 'good' ? 'check' : 'warning'} size="5" />
      </Box>
      <Stack gap="2" minWidth="0" flex="1">
        <Text fontWeight="medium">{title}</Text>
        {children}
      </Stack>
    </Stack>
  );
}

/** A ring that turns. */
export function Spinner({ size = '4' }: { size?: string }) {
  return (
    <chakra.span
      aria-hidden="true"
      display="inline-block"
      boxSize={size}
      flexShrink={0}
      borderRadius="full"
      border="2px solid currentColor"
      borderRightColor="transparent"
      animation="spin 0.9s linear infinite"
    />
  );
}
