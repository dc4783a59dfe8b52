import { readFile } from 'node:fs/promises';
import { apiUrl, tokenFile } from '../environment';

/** Long enough for a busy API, short enough to try again while somebody waits. */
const PATIENCE_MILLISECONDS = 10_000;

export class ApiError extends Error {
    constructor(readonly status: number, what: string) {
        super(`${what} answers ${status}`);
    }
}

/** The API's part for pods. The token is read anew each time, since the kubelet replaces it. */
export class ApiClient {
    constructor(protected readonly base: string, protected readonly token: string) {}

    /** Undefined where the system's pods do not reach the API. */
    static fromEnvironment(): ApiClient | undefined {
        const base = apiUrl();
        return base === undefined ? undefined : new ApiClient(base, tokenFile());
    }

    /** The answer's JSON, undefined where it has none. Throws an [`ApiError`] for a refusal. */
    async call<T>(method: string, path: string, body?: object): Promise<T | undefined> {
        const answer = await fetch(new URL(path, this.base), {
            method,
            headers: {
                authorization: `Bearer ${(await readFile(this.token, 'utf8')).trim()}`,
                ...(body && { 'content-type': 'application/json' }),
            },
            ...(body && { body: JSON.stringify(body) }),
            signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
        });
        if (!answer.ok) {
            throw new ApiError(answer.status, `${method} ${path.split('?')[0]}`);
        }
        return answer.status === 204 ? undefined : ((await answer.json()) as T);
    }
}
