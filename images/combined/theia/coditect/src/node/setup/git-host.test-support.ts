import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const temporary = (name: string) => mkdtempSync(join(tmpdir(), `coditect-${name}-`));

/** A bare repository with the given files on `main`, and a branch `old` without them. */
export function bareRepository(files: Readonly<Record<string, string>>): { folder: string; commit: string } {
    const folder = temporary('repository');
    const work = temporary('work');
    const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    git('init', '--quiet', '--initial-branch=main');
    git('commit', '--quiet', '--allow-empty', '--message=First');
    git('branch', 'old');
    for (const [name, content] of Object.entries(files)) {
        writeFileSync(join(work, name), content, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
    }
    git('add', '.');
    git('commit', '--quiet', '--allow-empty', '--message=Second');
    execFileSync('git', ['clone', '--quiet', '--bare', work, join(folder, 'x.git')]);
    execFileSync('git', ['-C', join(folder, 'x.git'), 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
    return { folder, commit: git('rev-parse', 'HEAD') };
}

/** Serves the repositories of a folder over HTTP, with a login where one is given. */
export async function gitHost(folder: string, login?: string): Promise<{ url: string; server: Server }> {
    const server = createServer((req, res) => {
        if (login && req.headers.authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
            res.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
            return;
        }
        const url = new URL(req.url ?? '', 'http://host');
        const env = {
            ...process.env, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: url.pathname, QUERY_STRING: url.search.slice(1),
            REQUEST_METHOD: req.method, CONTENT_TYPE: req.headers['content-type'] ?? '', GIT_PROTOCOL: String(req.headers['git-protocol'] ?? ''),
            ...(req.headers['content-encoding'] && { HTTP_CONTENT_ENCODING: req.headers['content-encoding'] }),
        };
        const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
        req.pipe(backend.stdin);
        const chunks: Buffer[] = [];
        backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
        backend.on('close', () => {
            const all = Buffer.concat(chunks);
            const end = all.indexOf('\r\n\r\n');
            const headers = Object.fromEntries(all.subarray(0, end).toString().split('\r\n').map(line => line.split(/: (.*)/s) as [string, string]));
            res.writeHead(Number(headers['Status']?.slice(0, 3) ?? 200), headers).end(all.subarray(end + 4));
        });
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`, server };
}
