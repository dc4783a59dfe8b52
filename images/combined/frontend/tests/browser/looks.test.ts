import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type Axe from 'axe-core';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newWorld } from '../mock/world';
import { Harness, type Look, visit } from './harness';
import { scenes } from './scenes';

const LOOKS: readonly Look[] = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 1280 },
  { theme: 'light', width: 360 },
  { theme: 'dark', width: 360 },
];
/** The share of pixels that may differ: the edges of letters do, from one machine to another. */
const TOLERANCE = 0.01;
const SNAPSHOTS = new URL('snapshots/', import.meta.url);
const FAILURES = new URL('failures/', import.meta.url);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(async () => {
  await harness.stop();
});

describe.each(LOOKS)('$theme, $width wide', (look) => {
  it.each(scenes)('$name', async ({ name, path, world = newWorld, act }) => {
    harness.server.world = world();
    await harness.on(look, async (page) => {
      await visit(page, path);
      await act?.(page);
      expect(await sidewaysScroll(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await compare(page, `${name}-${look.theme}-${String(look.width)}.png`);
    });
  });
});

/** How far the page can be scrolled sideways, which nobody should have to. */
const sidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** What of WCAG 2.2 AA and of good practice axe finds missing. */
async function violations(page: Page): Promise<string[]> {
  // The debugger's way in, which a page's CSP does not hold for.
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as { axe: typeof Axe };
    const results = await tool.run(document, { iframes: false });
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    );
  });
}

async function compare(page: Page, file: string): Promise<void> {
  // The focus of whatever the browser chose blinks.
  const seen = await page.screenshot({ fullPage: true, caret: 'hide', animations: 'disabled' });
  const snapshot = new URL(file, SNAPSHOTS);
  if (process.env.UPDATE_SNAPSHOTS) {
    await mkdir(SNAPSHOTS, { recursive: true });
    await writeFile(snapshot, smaller(seen));
    return;
  }
  const expected = PNG.sync.read(await readFile(snapshot));
  const { share, diff } = difference(expected, PNG.sync.read(smaller(seen)));
  if (share <= TOLERANCE) return;
  await mkdir(FAILURES, { recursive: true });
  await writeFile(new URL(file, FAILURES), seen);
  if (diff)
    await writeFile(new URL(file.replace('.png', '.diff.png'), FAILURES), PNG.sync.write(diff));
  throw new Error(`${file} differs in ${(share * 100).toFixed(1)} % of its pixels; see failures/`);
}

/** Half the size in each direction: enough to see, and light to keep. */
function smaller(image: Buffer): Buffer {
  const from = PNG.sync.read(image);
  const to = new PNG({ width: from.width >> 1, height: from.height >> 1 });
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        const at = (dx: number, dy: number) =>
          from.data[((2 * y + dy) * from.width + 2 * x + dx) * 4 + channel] ?? 0;
        to.data[(y * to.width + x) * 4 + channel] =
          (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) >> 2;
      }
    }
  }
  return PNG.sync.write(to, { deflateLevel: 9, colorType: 2 });
}

/** The share of pixels in which two images differ, and which; all of them where their sizes do. */
function difference(expected: PNG, seen: PNG): { share: number; diff?: PNG } {
  const { width, height } = expected;
  if (seen.width !== width || seen.height !== height) return { share: 1 };
  const diff = new PNG({ width, height });
  const pixels = pixelmatch(expected.data, seen.data, diff.data, width, height, { threshold: 0.2 });
  return { share: pixels / (width * height), diff };
}
