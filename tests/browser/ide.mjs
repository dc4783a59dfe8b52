// What a person does in the IDE, in the words of the tests.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const ARTEFACTS = new URL('artefacts/', import.meta.url).pathname;
/** Milliseconds for anything to show: the machine may be building something else meanwhile. */
const PATIENCE = 60_000;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** A browser of its own with the cookie that a login at `site` sets. */
export async function login(browser, site, email, password) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await page.goto(`${site}/api/docs/`);
  const status = await page.evaluate(
    async credentials => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/auth/login', { method: 'POST', headers, body: JSON.stringify(credentials) })).status;
    },
    { email, password },
  );
  if (status !== 200) throw new Error(`the login answers ${status}`);
  return page;
}

/** The IDE of a workspace in one tab. */
export class Ide {
  constructor(page, url) {
    Object.assign(this, { page, url, errors: [] });
    page.on('pageerror', error => this.errors.push(error.message));
    page.on('console', message => message.type() === 'error' && this.errors.push(message.text()));
  }

  async open() {
    await this.page.goto(`${this.url}theia/`);
    await this.ready();
  }

  /** Its extensions are there when the view of its files is. */
  async ready() {
    await this.page.locator('#theia-left-content-panel').waitFor();
    await this.page.locator('.theia-preload').waitFor({ state: 'detached' });
    await this.page.locator('#theia-statusBar .codicon-home').waitFor();
  }

  async openFile(name) {
    await this.page.keyboard.press('Control+p');
    const input = this.page.locator('.quick-input-widget input:visible');
    await input.fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.editor(name).locator('.view-line').first().waitFor();
  }

  /** The editor of one file: that of the file before may still be on screen. */
  editor(name) {
    return this.page.locator(`.monaco-editor[data-uri$="/${name}"]`);
  }

  /** Opens a terminal and runs a command line in it. */
  async run(line) {
    await this.page.keyboard.press('Control+Shift+Backquote');
    const terminal = this.page.locator('.terminal-container:visible');
    await terminal.locator('.xterm-rows').filter({ hasText: '$' }).waitFor();
    await terminal.locator('.xterm-helper-textarea').focus();
    await this.page.keyboard.type(`${line}\n`);
  }

  /** A request of the page itself to the files of its workspace. */
  async file(method, path, body) {
    return this.page.evaluate(
      async ([method, path, body]) => {
        const answer = await fetch(`/theia/coditect/files/${path}`, { method, body });
        return { status: answer.status, text: await answer.text() };
      },
      [method, path, body],
    );
  }

  async write(path, text) {
    const { status } = await this.file('PUT', path, text);
    if (status !== 200 && status !== 201) throw new Error(`${path} is not written: ${status}`);
  }

  /** Waits until the file on the volume is as expected. */
  async reads(path, expected) {
    let seen;
    await until(async () => (seen = await this.file('GET', path)).text === expected, () => `${path} holds ${JSON.stringify(seen)}`);
  }

  async screenshot(name) {
    await mkdir(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: `${ARTEFACTS}${name}.png` });
  }
}

async function until(condition, otherwise) {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`after ${PATIENCE / 1000} s ${otherwise()}`);
    await new Promise(done => setTimeout(done, 200));
  }
}
