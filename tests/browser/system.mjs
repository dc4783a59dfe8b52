// Where the tests run: in a workspace of a real system, or with a backend that runs right here.
//
// CODITECT_SITE, CODITECT_WORKSPACE_URL, CODITECT_EMAIL and CODITECT_PASSWORD say where and who;
// `cargo test --test e2e browser::` starts a system of its own and sets them. Without them the IDE is built
// and started on this machine, which needs no cluster. CODITECT_VARIANT is the image's (base or full).
import { chromium } from 'playwright-core';
import { Ide, PATIENCE } from './ide.mjs';
import { LocalIde } from './local.mjs';

const { CODITECT_SITE: site, CODITECT_WORKSPACE_URL: url, CODITECT_EMAIL: email, CODITECT_PASSWORD: password } = process.env;
export const IS_LOCAL = site === undefined;
export const VARIANT = process.env.CODITECT_VARIANT ?? 'base';

// Without WebGL a terminal's text is in the document, where tests can read it.
const FLAGS = ['--disable-3d-apis', '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

export class System {
  static async start(env) {
    const system = new System();
    system.local = IS_LOCAL ? await LocalIde.start(env) : undefined;
    system.url = system.local?.url ?? url;
    system.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
    return system;
  }

  /** A tab in a browser of its own, with the cookie of a login where there is one. */
  async tab() {
    const context = await this.browser.newContext({ viewport: { width: 1400, height: 900 } });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    if (!IS_LOCAL) await login(page);
    return new Ide(page, this.url);
  }

  async ide() {
    const ide = await this.tab();
    await ide.open();
    return ide;
  }

  /** Ends the backend; what looks after it starts it again. In a pod it can only be asked to end. */
  async endBackend(ide, signal) {
    if (this.local) await this.local.kill(signal);
    else await ide.run('kill 1');
  }

  async stop() {
    await this.browser.close();
    await this.local?.stop();
  }
}

async function login(page) {
  await page.goto(`${site}/api/docs/`);
  const status = await page.evaluate(
    async credentials => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/auth/login', { method: 'POST', headers, body: JSON.stringify(credentials) })).status;
    },
    { email, password },
  );
  if (status !== 200) throw new Error(`the login answers ${status}`);
}
