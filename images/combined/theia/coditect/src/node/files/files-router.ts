import express from '@theia/core/shared/express';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { problemOf } from './problem';
import { replaceFile } from './replace-file';
import { locate } from './locate';

const PATH = '/coditect/files';
/** Lets a client see that its pod was replaced. */
const POD = hostname();

type Handler = (file: string, req: express.Request, res: express.Response) => Promise<void>;

/** Serves the files below `root` and none outside of it. */
export function filesRouter(root: string): express.Router {
    const router = express.Router();
    const handle = (method: 'get' | 'put' | 'delete', handler: Handler) =>
        router[method](`${PATH}/*`, async (req, res) => {
            try {
                await handler(await locate(root, pathOf(req)), req, res);
            } catch (error) {
                const { status, detail } = problemOf(error);
                res.status(status).type('application/problem+json').send(JSON.stringify({ status, detail }));
            }
        });
    handle('get', read);
    handle('put', write);
    handle('delete', remove);
    return router;
}

/** What the `*` of the route stands for, decoded. */
function pathOf(req: express.Request): string {
    return (req.params as Readonly<Record<string, string>>)['0'] ?? '';
}

async function read(file: string, _req: express.Request, res: express.Response): Promise<void> {
    if ((await stat(file)).isDirectory()) {
        const entries = await readdir(file, { withFileTypes: true });
        const names = entries.map(entry => entry.name + (entry.isDirectory() ? '/' : '')).sort();
        res.json({ pod: POD, entries: names });
        return;
    }
    // A user's page shown on this origin could act for them in the IDE.
    res.set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': 'sandbox', 'X-Content-Type-Options': 'nosniff' });
    await new Promise<void>((done, fail) =>
        res.sendFile(file, { dotfiles: 'allow', cacheControl: false }, error =>
            // Once the head is sent there is nobody left to tell but the connection's end.
            error && !res.headersSent ? fail(error) : done()));
}

async function write(file: string, req: express.Request, res: express.Response): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const existed = await replaceFile(file, req);
    res.status(existed ? 200 : 201).json({ pod: POD });
}

async function remove(file: string, _req: express.Request, res: express.Response): Promise<void> {
    await unlink(file);
    res.status(204).end();
}
