/** The first start of a workspace: what is asked for, and how far it is. */

export const SETUP_PATH = '/services/coditect/setup';

export interface SetupSpec {
    readonly repository?: { readonly url: string; readonly ref?: string; readonly depth?: number };
    readonly dotfiles?: { readonly url: string; readonly ref?: string };
    readonly identity?: { readonly name?: string; readonly email?: string };
    /** Run once in the workspace folder. */
    readonly startCommand?: string;
    /** Raised to try again what failed. */
    readonly attempt?: number;
}

/** In the order in which they are done. */
export const STEPS = ['identity', 'repository', 'dotfiles', 'startCommand'] as const;
export type SetupStep = (typeof STEPS)[number];

export interface SetupProgress {
    readonly phase: 'Waiting' | 'Running' | 'Succeeded' | 'Failed';
    readonly step: SetupStep | null;
    readonly message: string;
    readonly percent: number | null;
    readonly attempt: number;
}

export const SetupServer = Symbol('SetupServer');
export interface SetupServer {
    /** Undefined where nothing was asked for. */
    getProgress(): Promise<SetupProgress | undefined>;
    /** What the steps have printed, its end if it is long. */
    getOutput(): Promise<string>;
    retry(): Promise<void>;
}

export interface SetupClient {
    onProgress(progress: SetupProgress): void;
    onOutput(text: string): void;
}
