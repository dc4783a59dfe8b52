const MINUTE_MILLISECONDS = 60_000;

/** Tells of activity at most once a minute, however many pages and terminals report it. */
export class Activity {
    protected told = -Infinity;

    /** `now` is in milliseconds. */
    constructor(protected readonly tell: () => Promise<unknown>, protected readonly now: () => number = () => performance.now()) {}

    async report(): Promise<void> {
        if (this.now() - this.told >= MINUTE_MILLISECONDS) {
            await this.reportAtOnce();
        }
    }

    async reportAtOnce(): Promise<void> {
        const before = this.told;
        this.told = this.now();
        try {
            await this.tell();
        } catch (error) {
            // The next activity tries again.
            this.told = before;
            throw error;
        }
    }
}
