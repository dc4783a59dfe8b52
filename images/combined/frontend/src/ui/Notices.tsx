import { Box, Button, Flex, Text } from '@chakra-ui/react';
import { useEffect } from 'react';
import { t } from '@/i18n';
import { type Notice, useNotices } from '@/state/notices';
import { Icon } from './Icon';

/** How long a good message stays, in milliseconds. A bad one stays until it is dismissed. */
const STAYS = 6_000;

/** The messages on what has just happened, read out as they come. */
export function Notices() {
  const items = useNotices((state) => state.items);
  return (
    <Box
      as="section"
      aria-label={t.app.notices}
      aria-live="polite"
      position="fixed"
      zIndex="20"
      bottom="4"
      right="4"
      left={{ base: '4', sm: 'auto' }}
      maxWidth="26rem"
    >
      {items.map((notice) => (
        <NoticeItem key={notice.id} notice={notice} />
      ))}
    </Box>
  );
}

function NoticeItem({ notice }: { notice: Notice }) {
  const dismiss = useNotices((state) => state.dismiss);
  const { id, tone, text } = notice;
  useEffect(() => {
    if (tone === 'bad') return undefined;
    const timer = window.setTimeout(() => {
      dismiss(id);
    }, STAYS);
    return () => {
      window.clearTimeout(timer);
    };
  }, [dismiss, id, tone]);
  return (
    <Flex
      gap="3"
      align="center"
      marginTop="2"
      paddingLeft="4"
      paddingRight="2"
      paddingY="2"
      borderRadius="lg"
      borderWidth="1px"
      bg="panel"
      boxShadow="high"
      animation="rise 160ms ease-out"
    >
      <Box color={`${tone}.fg`}>
        <Icon name={tone === 'good' ? 'check' : 'warning'} size="5" />
      </Box>
      <Text fontSize="sm" flex="1">
        {text}
      </Text>
      <Button
        variant="ghost"
        size="sm"
        aria-label={t.app.dismiss}
        onClick={() => {
          dismiss(id);
        }}
      >
        <Icon name="close" />
      </Button>
    </Flex>
  );
}
