import { Box, Button, chakra, Flex, Stack, Text } from '@chakra-ui/react';
import { useQuery } from '@tanstack/react-query';
import { Link, NavLink } from 'react-router';
import { useLogOut } from '@/api/account';
import { meQuery } from '@/api/queries';
import { t } from '@/i18n';
import { Icon, type IconName } from '@/ui/Icon';
import { Wordmark } from '@/ui/Logo';
import { ModeButton } from '@/ui/ModeButton';
import { LiveMark } from './LiveMark';

const ITEMS: readonly { to: string; label: string; icon: IconName }[] = [
  { to: '/dashboard', label: t.nav.dashboard, icon: 'dashboard' },
  { to: '/workspaces', label: t.nav.workspaces, icon: 'workspaces' },
  { to: '/sessions', label: t.nav.sessions, icon: 'sessions' },
  { to: '/pools', label: t.nav.pools, icon: 'pools' },
  { to: '/profile', label: t.nav.profile, icon: 'profile' },
  { to: '/help', label: t.nav.help, icon: 'help' },
];

const Item = chakra(NavLink, {
  base: {
    display: 'flex',
    alignItems: 'center',
    gap: '3',
    paddingX: '3',
    height: '10',
    borderRadius: 'md',
    fontSize: 'sm',
    fontWeight: 'medium',
    color: 'fg.muted',
    _hover: { bg: 'raised', color: 'fg' },
    _currentPage: { bg: 'accent.subtle', color: 'accent.fg' },
  },
});

/** Where one can go, and who one is. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const me = useQuery(meQuery);
  const logOut = useLogOut();
  return (
    <Flex direction="column" height="full" padding="4" gap="6" overflowY="auto">
      <Box paddingX="2" paddingTop="1">
        <Link to="/dashboard" {...(onNavigate && { onClick: onNavigate })}>
          <Wordmark />
        </Link>
      </Box>
      <Stack as="nav" aria-label={t.nav.main} gap="1" flex="1">
        {ITEMS.map(({ to, label, icon }) => (
          <Item key={to} to={to} {...(onNavigate && { onClick: onNavigate })}>
            <Icon name={icon} size="5" />
            {label}
          </Item>
        ))}
      </Stack>
      <Stack gap="3" borderTopWidth="1px" paddingTop="4">
        <Flex align="center" justify="space-between" paddingLeft="2">
          <LiveMark />
          <ModeButton />
        </Flex>
        <Flex align="center" justify="space-between" paddingLeft="2" gap="2">
          <Text fontSize="sm" truncate>
            {me.data?.displayName ?? me.data?.email}
          </Text>
          <Button
            variant="ghost"
            size="sm"
            aria-label={t.nav.logOut}
            title={t.nav.logOut}
            onClick={() => {
              logOut.mutate();
            }}
          >
            <Icon name="logOut" size="5" />
          </Button>
        </Flex>
      </Stack>
    </Flex>
  );
}
