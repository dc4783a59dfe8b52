import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { respond } from '../mock/api';
import { checkSchema } from '../mock/contract';
import { handlersOf, type World } from '../mock/world';

export const PORT = 4173;
export const SITE = `http://localhost:${String(PORT)}`;

/** The hash of nothing: lets scripts add rules to an empty style element, and forbids inline text. */
const EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** As in production. */
export const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  `style-src 'self' ${EMPTY}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  `frame-src 'self' http://*.localhost:${String(PORT)}`,
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The best first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

const IDE = '<!doctype html><html lang="en"><title>IDE</title><body><p>The IDE</p></body></html>';

/** The built app and a mocked API behind one port, as behind the gateway. */
export class Server {
  world: World;
  private readonly streams = new Set<ServerResponse>();
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch((error: unknown) => {
      this.failures.push(error);
      response.writeHead(500).end(String(error));
    });
  });
  /** What the mock could not, or must not, answer. */
  readonly failures: unknown[] = [];

  constructor(
    private readonly dist: string,
    world: World,
  ) {
    this.world = world;
  }

  async listen(): Promise<void> {
    this.server.listen(PORT);
    // Fails at once where the port is taken.
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Tells all streams of a change, as the API does when something changes in the cluster. */
  push(event: string, data: unknown): void {
    if (event === 'workspace') checkSchema('Workspace', data);
    for (const stream of this.streams) stream.write(frame(event, data));
  }

  /** Ends all streams, as an API that restarts does. */
  dropStreams(): void {
    for (const stream of this.streams) stream.end();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', SITE);
    if (url.pathname === '/api/events') this.stream(request, response);
    else if (url.pathname.startsWith('/api/')) await this.api(url, request, response);
    else if (url.pathname.startsWith('/theia/'))
      response.setHeader('content-type', 'text/html').end(IDE);
    else await this.file(url.pathname, request, response);
  }

  private stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(frame('snapshot', { workspaces: this.world.workspaces }));
    this.streams.add(response);
    request.on('close', () => this.streams.delete(response));
  }

  private async api(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = request.method ?? 'GET';
    const body = chunks.length > 0 ? Buffer.concat(chunks) : null;
    const answer = await respond(handlersOf(this.world), new Request(url, { method, body }));
    response.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      'cache-control': 'no-store',
    });
    response.end(await answer.text());
  }

  /** A file of the app; any other path is one of the app's own. */
  private async file(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const known = TYPES[extname(path)] ? normalize(path) : '/index.html';
    const name = join(this.dist, known);
    const [encoding, suffix] =
      ENCODINGS.find(([one]) => request.headers['accept-encoding']?.includes(one)) ?? [];
    const small = suffix ? await readFile(name + suffix).catch(() => undefined) : undefined;
    const content = small ?? (await readFile(name).catch(() => undefined));
    if (!content) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(known)],
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'cache-control': path.startsWith('/assets/')
        ? 'public, max-age=31536000, immutable'
        : 'no-store',
      ...(small && { 'content-encoding': encoding }),
    });
    response.end(content);
  }
}

const frame = (event: string, data: unknown) =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
