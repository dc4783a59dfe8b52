import { percentOf } from './git-progress';
import { run, StepError } from './program';

/** A repository to clone, and what of it. */
export interface Source {
    readonly url: string;
    readonly ref?: string | undefined;
    readonly depth?: number | undefined;
}

/** Where steps tell how they get on. */
export interface Reporter {
    progress(message: string, percent: number | null): void;
    output(text: string): void;
}

/** Nobody is there to be asked: what is missing is an error at once. */
function environment(): NodeJS.ProcessEnv {
    return { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', SSH_ASKPASS_REQUIRE: 'never' };
}

/** Clones into a folder that does not exist yet. */
export async function clone(source: Source, folder: string, reporter: Reporter): Promise<void> {
    refuse(source);
    const { url, ref, depth } = source;
    const what = `Cloning ${url}`;
    reporter.progress(what, 0);
    const git = (cwd: string, ...args: string[]) =>
        run({ command: 'git', args, cwd, env: environment() }, reporter.output, line => {
            const percent = percentOf(line);
            if (percent !== undefined) {
                reporter.progress(what, percent);
            }
        });
    const shallow = depth ? [`--depth=${depth}`] : [];
    try {
        if (ref && /^[\da-f]{40}([\da-f]{24})?$/.test(ref)) {
            await git('/', 'init', '--quiet', folder);
            await git(folder, 'remote', 'add', 'origin', url);
            await git(folder, 'fetch', '--progress', ...shallow, 'origin', ref);
            await git(folder, 'checkout', '--progress', '--detach', 'FETCH_HEAD');
        } else {
            await git('/', 'clone', '--progress', ...shallow, ...(ref ? [`--branch=${ref}`] : []), '--', url, folder);
        }
    } catch (error) {
        throw error instanceof StepError ? new StepError(reason(error, source), error.output) : error;
    }
}

/** git would keep a password in an address on disk, and print it. */
function refuse({ url, ref }: Source): void {
    if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(url)) {
        throw new StepError('the address has a password in it: store it as a credential for its host instead');
    }
    if (ref?.startsWith('-')) {
        throw new StepError('no branch or tag begins with a dash');
    }
}

const REASONS: ReadonlyArray<readonly [RegExp, (source: Source) => string]> = [
    [/Remote branch .* not found|couldn't find remote ref|not our ref/, ({ url, ref }) => `${url} has no branch, tag or commit ${ref ?? ''}`],
    [/Could not resolve host/, ({ url }) => `the host of ${url} is not known`],
    [/terminal prompts disabled|Authentication failed|could not read (Username|Password)|Permission denied \(/, ({ url }) =>
        `${url} asks for a login: store a credential for its host in your profile, then try again`],
    [/Failed to connect|Connection (refused|timed out|reset)|Could not connect/, ({ url }) => `the host of ${url} does not answer`],
    [/No space left|Disk quota exceeded/, () => 'the workspace volume is full'],
    [/not found|does not exist|does not appear to be a git repository|returned error: 40[34]/, ({ url }) =>
        `there is no repository at ${url}, or you may not read it`],
];

function reason(error: StepError, source: Source): string {
    const output = error.output.join('\n');
    return REASONS.find(([pattern]) => pattern.test(output))?.[1](source) ?? `${source.url} was not cloned: ${error.message}`;
}
