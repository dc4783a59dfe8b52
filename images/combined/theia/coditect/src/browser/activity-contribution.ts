import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution } from '@theia/core/lib/browser';
import { PreferenceService } from '@theia/core/lib/common/preferences';
import { PodServer } from '../common/pod';
import { TERMINAL_OUTPUT } from './activity-preferences';

/** What a person does, in terminals too. */
const EVENTS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'paste'] as const;
const MINUTE_MILLISECONDS = 60_000;

/** Tells the backend that somebody is here, at most once a minute. */
@injectable()
export class ActivityContribution implements FrontendApplicationContribution {
    @inject(PodServer)
    protected readonly pod: PodServer;

    @inject(PreferenceService)
    protected readonly preferences: PreferenceService;

    protected reported = -Infinity;

    onStart(): void {
        for (const event of EVENTS) {
            document.addEventListener(event, () => this.report(), { capture: true, passive: true });
        }
        this.preferences.onPreferenceChanged(({ preferenceName }) => preferenceName === TERMINAL_OUTPUT && this.tellPreference());
        void this.preferences.ready.then(() => this.tellPreference());
    }

    protected report(): void {
        const now = performance.now();
        if (now - this.reported >= MINUTE_MILLISECONDS) {
            this.reported = now;
            void this.pod.reportActivity();
        }
    }

    protected tellPreference(): void {
        void this.pod.countTerminalOutput(this.preferences.get(TERMINAL_OUTPUT, false));
    }
}
