import { setTimeout as pause } from 'node:timers/promises';
import type { SetupProgress } from '../../common/setup';

/** Milliseconds: between two reports, and at first and at most between two tries of one. */
export interface Rhythm {
    readonly between: number;
    readonly firstRetry: number;
    readonly lastRetry: number;
}

const RHYTHM: Rhythm = { between: 1_000, firstRetry: 1_000, lastRetry: 60_000 };

/** Brings progress to the API: the newest only, no more often than it should hear of it, until it has. */
export class ProgressDelivery {
    protected newest: SetupProgress | undefined;
    protected isAtWork = false;

    constructor(protected readonly send: (progress: SetupProgress) => Promise<unknown>, protected readonly rhythm: Rhythm = RHYTHM) {}

    deliver(progress: SetupProgress): void {
        this.newest = progress;
        if (!this.isAtWork) {
            this.isAtWork = true;
            void this.work();
        }
    }

    protected async work(): Promise<void> {
        let retry = this.rhythm.firstRetry;
        while (this.newest) {
            const progress = this.newest;
            this.newest = undefined;
            try {
                await this.send(progress);
                retry = this.rhythm.firstRetry;
                await pause(this.rhythm.between);
            } catch (error) {
                console.warn('failed to report the progress of the set-up:', String(error));
                this.newest ??= progress;
                await pause(retry);
                retry = Math.min(retry * 2, this.rhythm.lastRetry);
            }
        }
        this.isAtWork = false;
    }
}
