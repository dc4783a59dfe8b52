import { access, constants, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetupSpec, SetupStep } from '../../common/setup';
import { clone, type Reporter } from './git';
import { run, StepError } from './program';

export interface Folders {
    readonly workspace: string;
    readonly home: string;
}

export type Step = (spec: SetupSpec, folders: Folders, reporter: Reporter) => Promise<void>;

/** Where a clone grows: on the volume that it is moved within, and told apart from a user's files. */
const DRAFT = '.coditect-clone';
/** Says that the clone is whole, so that what is left of it is only to be moved. */
const WHOLE = '.coditect-clone-is-whole';
const OURS = new Set([DRAFT, WHOLE, 'lost+found']);

/** Whether a person has put anything into the workspace. */
export async function isUntouched(workspace: string): Promise<boolean> {
    return (await readdir(workspace)).every(name => OURS.has(name));
}

async function identity({ identity }: SetupSpec, { home }: Folders, reporter: Reporter): Promise<void> {
    for (const [key, value] of Object.entries({ 'user.name': identity?.name, 'user.email': identity?.email })) {
        if (value) {
            reporter.progress('Setting your git identity', null);
            await run({ command: 'git', args: ['config', '--global', key, value], cwd: home, env: { ...process.env, HOME: home } }, reporter.output);
        }
    }
}

/** A crash leaves either no file in the workspace, or a clone that the next try moves to its end. */
async function repository({ repository }: SetupSpec, { workspace }: Folders, reporter: Reporter): Promise<void> {
    if (!repository) {
        return;
    }
    const [draft, whole] = [join(workspace, DRAFT), join(workspace, WHOLE)];
    if (!(await exists(whole))) {
        if (!(await isUntouched(workspace))) {
            throw new StepError('the workspace has files in it: they are left as they are, and nothing was cloned');
        }
        await rm(draft, { recursive: true, force: true });
        try {
            await clone(repository, draft, reporter);
        } catch (error) {
            await rm(draft, { recursive: true, force: true });
            throw error;
        }
        await mkdir(whole);
    }
    for (const name of await readdir(draft).catch(() => [])) {
        if (!(await exists(join(workspace, name)))) {
            await rename(join(draft, name), join(workspace, name));
        }
    }
    await rm(draft, { recursive: true, force: true });
    await rm(whole, { recursive: true, force: true });
}

const INSTALLERS = ['install.sh', 'bootstrap.sh', 'setup.sh'];

async function dotfiles({ dotfiles }: SetupSpec, { home }: Folders, reporter: Reporter): Promise<void> {
    if (!dotfiles) {
        return;
    }
    const folder = join(home, '.dotfiles');
    if (!(await exists(folder))) {
        const draft = join(home, '.dotfiles-draft');
        await rm(draft, { recursive: true, force: true });
        await clone(dotfiles, draft, reporter);
        await rename(draft, folder);
    }
    const names = await readdir(folder);
    for (const name of INSTALLERS.filter(name => names.includes(name))) {
        if (await exists(join(folder, name), constants.X_OK)) {
            reporter.progress(`Running ${name} of your dotfiles`, null);
            await run({ command: join(folder, name), args: [], cwd: folder, env: { ...process.env, HOME: home } }, reporter.output);
            return;
        }
    }
    for (const name of names.filter(name => /^\.(?!git$|github$|gitmodules$)/.test(name))) {
        await symlink(join(folder, name), join(home, name)).catch((error: NodeJS.ErrnoException) => {
            // What is there already is the person's own.
            if (error.code !== 'EEXIST') {
                throw error;
            }
        });
    }
}

async function startCommand({ startCommand }: SetupSpec, { workspace, home }: Folders, reporter: Reporter): Promise<void> {
    if (startCommand) {
        reporter.progress(`Running ${startCommand}`, null);
        reporter.output(`$ ${startCommand}\n`);
        const program = { command: 'bash', args: ['-lc', startCommand], cwd: workspace, env: { ...process.env, HOME: home } };
        await run(program, reporter.output).catch(error => {
            throw error instanceof StepError ? new StepError(error.message.replace(/^bash/, 'the start command'), error.output) : error;
        });
    }
}

function exists(path: string, mode = constants.F_OK): Promise<boolean> {
    return access(path, mode).then(() => true, () => false);
}

export const ACTIONS: Readonly<Record<SetupStep, Step>> = { identity, repository, dotfiles, startCommand };
