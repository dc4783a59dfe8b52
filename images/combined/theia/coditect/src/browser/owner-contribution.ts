import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution, StatusBar, StatusBarAlignment } from '@theia/core/lib/browser';
import { PodServer } from '../common/pod';

/** Says in the status bar whose workspace this is. */
@injectable()
export class OwnerContribution implements FrontendApplicationContribution {
    @inject(StatusBar)
    protected readonly statusBar: StatusBar;

    @inject(PodServer)
    protected readonly pod: PodServer;

    onStart(): void {
        this.pod.getOwner().then(
            owner => owner && this.statusBar.setElement('coditect-owner', {
                text: `$(codicon-account) ${owner.displayName}`,
                tooltip: owner.email,
                accessibilityInformation: { label: `Owner: ${owner.displayName}` },
                alignment: StatusBarAlignment.LEFT,
                priority: 9_999,
            }),
            error => console.info('the API does not say whose workspace this is:', String(error)));
    }
}
