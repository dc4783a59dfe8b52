import { Box, chakra, Stack } from '@chakra-ui/react';
import { Frame } from '@/app/Frame';
import { PublicFrame } from '@/app/PublicFrame';
import { useViewer } from '@/app/useViewer';
import { t } from '@/i18n';
import { Live } from '@/live/Live';
import { Page } from '@/ui/Page';
import { Panel } from '@/ui/Panel';

/** For everyone; who is logged in keeps the navigation. */
export default function Help() {
  const viewer = useViewer();
  if (!viewer) {
    return (
      <PublicFrame>
        <Content />
      </PublicFrame>
    );
  }
  return (
    <>
      <Live />
      <Frame>
        <Content />
      </Frame>
    </>
  );
}

function Content() {
  return (
    <Page title={t.help.title} lead={t.help.lead}>
      <Stack gap="6" maxWidth="48rem">
        <Contents />
        {t.help.topics.map(({ id, title, entries }) => (
          <Box key={id} id={id} scrollMarginTop="4">
            <Panel title={title}>
              <Stack as="dl" gap="5">
                {entries.map(({ question, answer }) => (
                  <Box key={question}>
                    <chakra.dt fontWeight="medium">{question}</chakra.dt>
                    <chakra.dd color="fg.muted" marginTop="1">
                      {answer}
                    </chakra.dd>
                  </Box>
                ))}
              </Stack>
            </Panel>
          </Box>
        ))}
      </Stack>
    </Page>
  );
}

function Contents() {
  return (
    <Stack as="nav" aria-label={t.help.contents} direction="row" gap="4" wrap="wrap">
      {t.help.topics.map(({ id, title }) => (
        <chakra.a key={id} href={`#${id}`} color="accent.fg" textDecoration="underline">
          {title}
        </chakra.a>
      ))}
    </Stack>
  );
}
