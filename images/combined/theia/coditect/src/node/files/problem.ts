/** A refusal that the client can do something about. */
export class FilesProblem extends Error {
    constructor(readonly status: number, readonly detail: string) {
        super(detail);
    }
}

const BY_CODE: Readonly<Record<string, readonly [number, string]>> = {
    ENOENT: [404, 'no such file'],
    EISDIR: [409, 'the path is a folder'],
    EPERM: [409, 'the path is a folder'],
    EEXIST: [409, 'a parent of the path is a file'],
    ENOTDIR: [409, 'a parent of the path is a file'],
    EACCES: [403, 'the file may not be accessed'],
    ENAMETOOLONG: [400, 'the path is too long'],
    ELOOP: [400, 'the path has too many links'],
    ENOSPC: [507, 'the workspace volume is full'],
    EDQUOT: [507, 'the workspace volume is full'],
};

/** What the client is told of an error. */
export function problemOf(error: unknown): { status: number; detail: string } {
    if (error instanceof FilesProblem) {
        return error;
    }
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const [status, detail] = BY_CODE[code] ?? [500, 'failed to access the file'];
    if (status === 500) {
        console.error('files:', error);
    }
    return { status, detail };
}
