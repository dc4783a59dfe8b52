import { Box, chakra, Flex, Stack } from '@chakra-ui/react';
import { t } from '@/i18n';

/** A line of code as bars: how far in it begins, and the lengths and colors of its words. */
type Line = readonly [indent: number, ...words: (readonly [width: number, color: string])[]];

const CODE: readonly Line[] = [
  [0, [10, 'accent.fg'], [22, 'fg.muted'], [8, 'line.strong']],
  [0, [10, 'accent.fg'], [16, 'fg.muted'], [12, 'good.fg']],
  [0],
  [0, [14, 'accent.fg'], [20, 'fg.muted'], [18, 'busy.fg'], [4, 'line.strong']],
  [6, [8, 'accent.fg'], [18, 'fg.muted'], [22, 'good.fg']],
  [6, [24, 'fg.muted'], [10, 'busy.fg'], [14, 'fg.muted']],
  [12, [12, 'line.strong'], [26, 'good.fg']],
  [6, [12, 'accent.fg'], [20, 'fg.muted']],
  [0, [4, 'line.strong']],
];

const FILES = [0, 6, 6, 12, 12, 6, 0, 0];

/** The IDE, drawn. */
export function Figure() {
  return (
    <Box
      role="img"
      aria-label={t.landing.figure}
      bg="panel"
      borderWidth="1px"
      borderRadius="xl"
      boxShadow="high"
      overflow="hidden"
    >
      <Flex gap="1.5" paddingX="4" height="10" align="center" borderBottomWidth="1px">
        <Dots />
      </Flex>
      <Flex height={{ base: '20rem', md: '22rem' }}>
        <Stack width="28%" padding="4" gap="3" borderRightWidth="1px" bg="bg">
          {FILES.map((indent, index) => (
            <Bar
              key={index}
              bg={index === 3 ? 'accent.fg' : 'line.strong'}
              opacity={index === 3 ? 1 : 0.6}
              style={{
                marginLeft: `${String(indent)}%`,
                width: `${String(78 - indent - (index % 3) * 12)}%`,
              }}
            />
          ))}
        </Stack>
        <Flex direction="column" flex="1">
          <Stack flex="1" padding="5" gap="3.5">
            {CODE.map(([indent, ...words], index) => (
              <Flex
                key={index}
                gap="2"
                minHeight="1.5"
                style={{ paddingLeft: `${String(indent)}%` }}
              >
                {words.map(([width, color], word) => (
                  <Bar key={word} bg={color} style={{ width: `${String(width)}%` }} />
                ))}
                {index === 7 && <Cursor />}
              </Flex>
            ))}
          </Stack>
          <Stack padding="5" gap="3" borderTopWidth="1px" bg="bg">
            <Flex gap="2">
              <Bar bg="good.fg" width="4" />
              <Bar bg="fg.muted" width="38%" />
            </Flex>
            <Bar bg="line.strong" width="56%" />
            <Flex gap="2">
              <Bar bg="good.fg" width="4" />
              <Cursor />
            </Flex>
          </Stack>
        </Flex>
      </Flex>
    </Box>
  );
}

const Bar = chakra('span', {
  base: { display: 'block', height: '1.5', borderRadius: 'full', opacity: 0.75 },
});

function Cursor() {
  return (
    <chakra.span
      display="block"
      width="0.5"
      height="4"
      marginTop="-0.3rem"
      bg="fg"
      animation="breathe 1.2s steps(2) infinite"
    />
  );
}

function Dots() {
  return [0, 1, 2].map((dot) => (
    <chakra.span key={dot} boxSize="2.5" borderRadius="full" bg="line" />
  ));
}
