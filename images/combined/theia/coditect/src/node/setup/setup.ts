import { type SetupProgress, STEPS } from '../../common/setup';
import type { SetupTask } from '../pod/annotations';
import type { Reporter } from './git';
import { StepError } from './program';
import { SetupState, StateFile } from './state';
import { ACTIONS, type Folders, isUntouched } from './steps';

/** Characters of a message: it travels with the workspace's own data. */
const MESSAGE_LENGTH = 1_000;

export interface SetupListener {
    onProgress(progress: SetupProgress): void;
    onOutput(text: string): void;
}

/**
 * The first start of a workspace, done once.
 *
 * ```text
 *   (nothing) ──► Running: identity ► repository ► dotfiles ► startCommand ──► Succeeded
 *                    │ ▲                                                     (never again)
 *                    ▼ │ asked for again, or a higher attempt
 *                  Failed
 * ```
 *
 * Each step is kept when it is done, so that a restart goes on with the next one.
 */
export class Setup {
    protected state: SetupState | undefined;
    protected task: SetupTask | undefined;
    protected queue: Promise<void> = Promise.resolve();
    protected isStopping = false;

    constructor(protected readonly folders: Folders, protected readonly file: StateFile, protected readonly listener: SetupListener) {}

    get progress(): SetupProgress | undefined {
        return this.state && progressOf(this.state);
    }

    /** What the annotations ask for, each time that they are read. */
    apply(task: SetupTask): Promise<void> {
        return this.inOrder(async () => {
            this.task = task;
            this.state = this.state?.uid === task.uid ? this.state : await this.file.read(task.uid);
            const { state } = this;
            const attempt = task.spec.attempt ?? 0;
            if (!state) {
                await this.begin(task, attempt);
            } else if (state.phase === 'Running' && state.step === 'startCommand') {
                await this.keep({ ...state, phase: 'Failed', percent: null, message: 'the start command was interrupted: try again to run it anew' });
            } else if (state.phase === 'Running' || (state.phase === 'Failed' && attempt > state.attempt)) {
                await this.work(task, { ...state, attempt });
            } else {
                await this.keep({ ...state, attempt: Math.max(attempt, state.attempt) });
            }
        });
    }

    /** Goes on with the step that failed. */
    retry(): Promise<void> {
        return this.inOrder(async () => {
            if (this.task && this.state?.phase === 'Failed') {
                await this.work(this.task, this.state);
            }
        });
    }

    /** What ends from now on ends because the IDE does: it is no failure. */
    stop(): void {
        this.isStopping = true;
    }

    /** A workspace that has files was set up by its user: only who they are is told to git. */
    protected async begin(task: SetupTask, attempt: number): Promise<void> {
        const isNew = await isUntouched(this.folders.workspace);
        const done = isNew ? [] : STEPS.filter(step => step !== 'identity');
        await this.work(task, { uid: task.uid, done, attempt, phase: 'Running', step: null, message: 'Setting up', percent: null });
    }

    protected async work({ spec }: SetupTask, state: SetupState): Promise<void> {
        let done = state.done;
        for (const step of STEPS.filter(step => !done.includes(step))) {
            const running = { ...state, done, phase: 'Running', step, message: 'Setting up', percent: null } as const;
            await this.keep(running);
            try {
                await ACTIONS[step](spec, this.folders, this.reporter(running));
            } catch (error) {
                if (!this.isStopping) {
                    await this.keep({ ...running, phase: 'Failed', message: messageOf(error) });
                }
                return;
            }
            done = [...done, step];
        }
        await this.keep({ ...state, done, phase: 'Succeeded', step: null, percent: null, message: 'The workspace is set up' });
    }

    protected reporter(state: SetupState): Reporter {
        return {
            output: text => this.listener.onOutput(text),
            // Not kept: after a restart a step starts anew.
            progress: (message, percent) => this.tell({ ...state, message, percent }),
        };
    }

    protected async keep(state: SetupState): Promise<void> {
        this.tell(state);
        await this.file.write(state);
    }

    protected tell(state: SetupState): void {
        this.state = state;
        this.listener.onProgress(progressOf(state));
    }

    protected inOrder(action: () => Promise<void>): Promise<void> {
        const result = this.queue.then(action);
        this.queue = result.catch(() => undefined);
        return result;
    }
}

function progressOf({ phase, step, message, percent, attempt }: SetupState): SetupProgress {
    return { phase, step, message, percent, attempt };
}

function messageOf(error: unknown): string {
    const output = error instanceof StepError ? error.output : [];
    return [error instanceof Error ? error.message : String(error), ...output].join('\n').slice(0, MESSAGE_LENGTH);
}

