// The IDE without a cluster: its backend as `images/combined/theia/build.sh` lays it out, started anew
// whenever it ends (as the kubelet does), behind a proxy that serves it under `/theia` (as NGINX does).
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BUILD = new URL('../../images/combined/theia/build.sh', import.meta.url).pathname;

export class LocalIde {
  /** Folders as the pod has them, and nothing in them yet. */
  static async start(env = {}) {
    const root = process.env.CODITECT_IDE_ROOT ?? execFileSync(BUILD, { encoding: 'utf8' }).trim();
    const folder = await mkdtemp(join(tmpdir(), 'coditect-ide-'));
    const [workspace, config, home, pod] = ['workspace', 'config', 'config/home', 'pod'].map(name => join(folder, name));
    for (const path of [workspace, home, pod]) await mkdir(path, { recursive: true });
    const ide = Object.assign(new LocalIde(), { root, folder, workspace, config, home, pod, env });
    ide.port = await freePort();
    ide.log = createWriteStream(process.env.CODITECT_IDE_LOG ?? join(folder, 'backend.log'));
    const started = performance.now();
    ide.run();
    await ide.listening();
    ide.listenedAfter = performance.now() - started;
    await ide.serve();
    return ide;
  }

  run() {
    const { root, port, workspace, config, home, pod } = this;
    const args = ['--optimize-for-size', 'lib/backend/main.js', workspace, '--hostname=127.0.0.1', `--port=${port}`, `--plugins=local-dir:${root}/opt/coditect/extensions`];
    const env = {
      ...process.env, HOME: home, THEIA_CONFIG_DIR: config, THEIA_WEBVIEW_EXTERNAL_ENDPOINT: '{{hostname}}',
      CODITECT_WORKSPACE: workspace, CODITECT_POD_INFO: pod, CODITECT_TOKEN_FILE: join(pod, 'token'), ...this.env,
    };
    this.backend = spawn(`${root}/usr/local/bin/node`, args, { cwd: `${root}/theia`, env, detached: true });
    this.backend.stdout.pipe(this.log, { end: false });
    this.backend.stderr.pipe(this.log, { end: false });
    this.ended = new Promise(done => this.backend.once('exit', (code, signal) => done({ code, signal })));
    void this.ended.then(() => this.stopping || this.run());
  }

  /** Ends the backend; it starts again by itself. */
  async kill(signal) {
    const { ended, backend } = this;
    // A container that is killed takes all its processes along.
    process.kill(signal === 'SIGKILL' ? -backend.pid : backend.pid, signal);
    return ended;
  }

  async serve() {
    const options = req => ({ host: '127.0.0.1', port: this.port, method: req.method, path: req.url.replace(/^\/theia\/?/, '/'), headers: req.headers });
    this.proxy = createServer((req, res) => {
      if (!req.url.startsWith('/theia/')) return res.writeHead(204).end();
      const upstream = request(options(req), answer => {
        const cookies = answer.headers['set-cookie']?.map(cookie => cookie.replace('Path=/;', 'Path=/theia/;'));
        res.writeHead(answer.statusCode, { ...answer.headers, ...(cookies && { 'set-cookie': cookies }) });
        answer.pipe(res);
      });
      upstream.on('error', () => res.headersSent ? res.destroy() : res.writeHead(502).end());
      req.pipe(upstream);
    });
    this.proxy.on('upgrade', (req, socket, head) => {
      const upstream = connect(this.port, '127.0.0.1', () => {
        const { method, path, headers } = options(req);
        upstream.write(`${method} ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
        upstream.write(head);
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    const port = await new Promise(done => this.proxy.listen(0, '127.0.0.1', () => done(this.proxy.address().port)));
    this.url = `http://ada--local.localhost:${port}/`;
  }

  async listening() {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/`).catch(() => undefined);
      if (answer?.ok) return;
      if (this.backend.exitCode !== null) throw new Error(`the backend ended with ${this.backend.exitCode}: see ${this.log.path}`);
      await new Promise(done => setTimeout(done, 50));
    }
  }

  async stop() {
    this.stopping = true;
    await this.kill('SIGTERM');
    this.proxy.closeAllConnections();
    this.proxy.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort() {
  const server = createTcpServer();
  const port = await new Promise(done => server.listen(0, '127.0.0.1', () => done(server.address().port)));
  await new Promise(done => server.close(done));
  return port;
}
