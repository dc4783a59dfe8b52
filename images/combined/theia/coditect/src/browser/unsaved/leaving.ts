import { inject, injectable } from '@theia/core/shared/inversify';
import type { OnWillStopAction } from '@theia/core/lib/browser';
import { CommonFrontendContribution } from '@theia/core/lib/browser/common-frontend-contribution';
import { UnsavedTexts } from './unsaved-texts';

/** Asks whether to leave only where something would be lost: what is kept comes back by itself. */
@injectable()
export class Leaving extends CommonFrontendContribution {
    @inject(UnsavedTexts)
    protected readonly texts: UnsavedTexts;

    override onWillStop(): OnWillStopAction | undefined {
        return this.texts.areKept && !this.shouldPreventClose ? undefined : super.onWillStop();
    }
}
