import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { FilesProblem } from './problem';

/**
 * The file that `path` names below `root`, links followed; what does not exist yet stands in the real
 * folder of its nearest parent that does. Throws a 403 for a path that leads out of `root`.
 */
export async function locate(root: string, path: string): Promise<string> {
    if (path.includes('\0')) {
        throw new FilesProblem(400, 'the path has a NUL in it');
    }
    const base = await realpath(root);
    const file = await real(resolve(base, `.${sep}${path}`));
    const way = relative(base, file);
    if (way === '..' || way.startsWith(`..${sep}`)) {
        throw new FilesProblem(403, 'the path leads out of the workspace');
    }
    return file;
}

async function real(file: string): Promise<string> {
    try {
        return await realpath(file);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(file) === file) {
            throw error;
        }
        return join(await real(dirname(file)), basename(file));
    }
}
