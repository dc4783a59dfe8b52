import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { NOW } from '../mock/fixtures';
import { newWorld } from '../mock/world';
import { CHROMIUM, FLAGS } from './chromium';
import { Server, SITE } from './server';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

export interface Look {
  theme: 'light' | 'dark';
  width: number;
}

/** A browser and a server of the built app, for one file of tests. */
export class Harness {
  private constructor(
    readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Harness> {
    const server = new Server(DIST, newWorld());
    await server.listen();
    return new Harness(server, await chromium.launch({ executablePath: CHROMIUM, args: FLAGS }));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** Runs `test` on a page of its own, and fails when the console has anything to say. */
  async on(look: Look, test: (page: Page) => Promise<void>): Promise<void> {
    const context = await this.context(look);
    const said: string[] = [];
    context.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    context.on('weberror', (error) => said.push(String(error.error())));
    try {
      const page = await context.newPage();
      await test(page);
      expect(said).toEqual([]);
      expect(this.server.failures).toEqual([]);
    } finally {
      await context.close();
    }
  }

  private async context({ theme, width }: Look): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: { width, height: width < 600 ? 740 : 800 },
      colorScheme: theme,
      reducedMotion: 'reduce',
      locale: 'en',
      timezoneId: 'UTC',
      baseURL: SITE,
    });
    await context.clock.setFixedTime(NOW);
    return context;
  }
}

/** Goes to `path`, and waits until all of it is there: data, scripts and fonts. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(
    () =>
      document.querySelector('.splash, [aria-busy=true]') === null &&
      document.fonts.status === 'loaded',
  );
}
