import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: between two reports, and at first and at most between two tries of one. */
export interface Rhythm {
    readonly between: number;
    readonly firstRetry: number;
    readonly lastRetry: number;
}

const RHYTHM: Rhythm = { between: 1_000, firstRetry: 1_000, lastRetry: 60_000 };

/** Brings news to the API: the newest only, no more often than it should hear of it, until it has. */
export class Delivery<T extends object> {
    protected newest: T | undefined;
    protected isAtWork = false;

    /** `what` is for the log. */
    constructor(
        protected readonly what: string,
        protected readonly send: (news: T) => Promise<unknown>,
        protected readonly rhythm: Rhythm = RHYTHM,
    ) {}

    deliver(news: T): void {
        this.newest = news;
        if (!this.isAtWork) {
            this.isAtWork = true;
            void this.work();
        }
    }

    protected async work(): Promise<void> {
        let retry = this.rhythm.firstRetry;
        while (this.newest) {
            const news = this.newest;
            this.newest = undefined;
            try {
                await this.send(news);
                retry = this.rhythm.firstRetry;
                await pause(this.rhythm.between);
            } catch (error) {
                console.warn(`failed to report ${this.what}:`, String(error));
                this.newest ??= news;
                await pause(retry);
                retry = Math.min(retry * 2, this.rhythm.lastRetry);
            }
        }
        this.isAtWork = false;
    }
}
