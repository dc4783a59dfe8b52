import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution, StatusBar, StatusBarAlignment } from '@theia/core/lib/browser';
import { type Owner, PodServer } from '../common/pod';

/** Says in the status bar whose workspace this is. */
@injectable()
export class OwnerContribution implements FrontendApplicationContribution {
    @inject(StatusBar)
    protected readonly statusBar: StatusBar;

    @inject(PodServer)
    protected readonly pod: PodServer;

    onStart(): void {
        this.pod.getOwner().then(
            owner => owner && this.show(owner),
            error => console.info('the API does not say whose workspace this is:', String(error)));
    }

    protected show({ id, displayName, email }: Owner): void {
        const name = displayName ?? email ?? id;
        this.statusBar.setElement('coditect-owner', {
            text: `$(codicon-account) ${name}`,
            tooltip: email ?? id,
            accessibilityInformation: { label: `Owner: ${name}` },
            alignment: StatusBarAlignment.LEFT,
            priority: 9_999,
        });
    }
}
