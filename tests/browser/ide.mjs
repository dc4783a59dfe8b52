// What a person does in the IDE, in the words of the tests.
import { mkdir } from 'node:fs/promises';

const ARTEFACTS = new URL('artefacts/', import.meta.url).pathname;
/** Milliseconds for anything to show: the machine may be building something else meanwhile. */
export const PATIENCE = Number(process.env.CODITECT_PATIENCE ?? 60_000);

/** What a browser may say without failing a test, each with its reason. */
const ALLOWED = [
  // Theia measures itself; how long something takes is this machine's doing.
  /took longer than the expected maximum|Widget was activated, but did not accept focus after/,
  // xterm.js draws once more in a terminal that was just closed.
  /Cannot read properties of undefined \(reading 'dimensions'\)/,
  // VS Code's own manifests name a grammar twice, and languages that nobody installed.
  /language is remapped from|a registered grammar configuration for/,
  /PluginContributionHandler WARN .*Language for '.*' not found/,
  // Pyright offers its diagnostics twice, by one name.
  /Diagnostic collection with name 'Pyright' already exists/,
  // Preferences of VS Code that Theia 1.74 links to but does not have.
  /Linked preference "[\w.]+" not found|default override for non-existent preference: workbench\.editor\.restoreViewState/,
];

/** The IDE of a workspace in one tab. */
export class Ide {
  constructor(page, url) {
    Object.assign(this, { page, url, complaints: [] });
    const complain = text => ALLOWED.some(allowed => allowed.test(text)) || this.complaints.push(text);
    // A rejection with something else than an error would only be called an object.
    void page.addInitScript(() => addEventListener('unhandledrejection', event => {
      if (!(event.reason instanceof Error)) console.error(`rejected with ${JSON.stringify(event.reason)}`);
    }));
    page.on('pageerror', error => complain(`${error.name}: ${error.message}\n${error.stack}`));
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complain(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
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

  /** The same workspace in another tab of the same browser. */
  async sibling() {
    const ide = new Ide(await this.page.context().newPage(), this.url);
    await ide.open();
    return ide;
  }

  /**
   * Types into the palette and picks what it offers. Not by Ctrl+P, which a terminal that has the focus
   * takes for itself; by a click, since Enter would go to whatever has the focus by then. Again where an
   * editor that comes back after a start took the focus, and so closed the palette.
   */
  async ask(text, name) {
    const input = this.page.locator('.quick-input-widget input:visible');
    await until(async () => {
      try {
        await this.page.keyboard.press('F1');
        await input.fill(text, { timeout: 5_000 });
        await this.choose(name, { timeout: 15_000 });
        return true;
      } catch {
        return false;
      }
    }, () => `the palette does not offer ${name}`);
  }

  async openFile(name) {
    await this.ask(name, name);
    await this.editor(name).locator('.view-line').first().waitFor();
  }

  /** Runs a command by the name that the palette shows. */
  async command(name) {
    await this.ask(`>${name}`, name);
  }

  /** Picks one of those that a command offers. */
  async choose(name, options) {
    await this.offer(name).click(options);
  }

  offer(name) {
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first();
  }

  /** Installs an extension from a file of the workspace, by the menu of the file. */
  async install(path, content) {
    await this.upload(path, content);
    await this.command('File: Focus on Files Explorer');
    const file = this.page.locator('#files .theia-TreeNode').filter({ hasText: path }).first();
    await file.click({ button: 'right' });
    await this.page.locator('.lm-Menu-item').filter({ hasText: 'Install Extension VSIX' }).click();
  }

  async typeAtEnd(file, text) {
    await this.editor(file).locator('.view-lines').click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }

  /** What the browser says meanwhile belongs to what is tried, if it is like `pattern`. */
  async expecting(pattern, action) {
    const before = this.complaints.length;
    await action();
    const meanwhile = this.complaints.splice(before);
    this.complaints.push(...meanwhile.filter(text => !pattern.test(text)));
  }

  /** The editor of one file: that of the file before may still be on screen. */
  editor(name) {
    return this.page.locator(`.monaco-editor[data-uri$="/${name}"]`);
  }

  tab(name) {
    return this.page.locator('#theia-main-content-panel .lm-TabBar-tab').filter({ hasText: name });
  }

  status(text) {
    return this.page.locator('#theia-statusBar .element').filter({ hasText: text });
  }

  notification(text) {
    return this.page.locator('.theia-notification-list-item:visible').filter({ hasText: text }).first();
  }

  /** Opens a terminal and runs a command line in it. */
  async run(line) {
    await this.page.keyboard.press('Control+Shift+Backquote');
    const terminal = this.page.locator('.terminal-container:visible');
    await terminal.locator('.xterm-rows').filter({ hasText: /[$#] *$/m }).waitFor();
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

  async upload(path, content) {
    const status = await this.page.evaluate(
      async ([path, content]) => {
        const body = Uint8Array.from(atob(content), char => char.charCodeAt(0));
        return (await fetch(`/theia/coditect/files/${path}`, { method: 'PUT', body })).status;
      },
      [path, content.toString('base64')],
    );
    if (status !== 200 && status !== 201) throw new Error(`${path} is not written: ${status}`);
  }

  /** Waits until the file on the volume is as expected. Asks no sooner than it may be there. */
  async reads(path, expected) {
    let seen;
    await until(async () => {
      const { entries } = JSON.parse((await this.file('GET', path.split('/').slice(0, -1).join('/'))).text);
      if (!entries?.includes(path.split('/').at(-1))) return false;
      return (seen = (await this.file('GET', path)).text) === expected;
    }, () => `${path} holds ${JSON.stringify(seen)}`);
  }

  /** Takes the network from the page, or gives it back. */
  async setOffline(offline) {
    this.network ??= await this.page.context().newCDPSession(this.page);
    await this.network.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await this.page.locator(offline ? 'body.theia-mod-offline' : 'body:not(.theia-mod-offline)').waitFor();
  }

  /** Waits until the page may go without asking: nothing that is typed would be lost. */
  async kept() {
    const mayGo = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    await until(() => this.page.evaluate(mayGo), () => 'there still is something to lose');
  }

  async screenshot(name) {
    await mkdir(ARTEFACTS, { recursive: true });
    await this.page.screenshot({ path: `${ARTEFACTS}${name}.png` });
  }
}

export async function until(condition, otherwise) {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`after ${PATIENCE / 1000} s ${otherwise()}`);
    await new Promise(done => setTimeout(done, 200));
  }
}
