import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution, StatusBar, StatusBarAlignment } from '@theia/core/lib/browser';
import { Command, CommandContribution, CommandRegistry } from '@theia/core/lib/common';
import { placeOf } from '../common/place';

const BACK: Command = { id: 'coditect.dashboard', category: 'Coditect', label: 'Back to Dashboard' };

/** Says in the status bar which workspace this is; a click on it leads back to the dashboard. */
@injectable()
export class PlaceContribution implements FrontendApplicationContribution, CommandContribution {
    @inject(StatusBar)
    protected readonly statusBar: StatusBar;

    protected readonly place = placeOf(window.location);

    registerCommands(commands: CommandRegistry): void {
        const { place } = this;
        if (place) {
            commands.registerCommand(BACK, { execute: () => window.location.assign(place.dashboard) });
        }
    }

    onStart(): void {
        if (!this.place) {
            return;
        }
        const { workspace, namespace } = this.place;
        void this.statusBar.setElement('coditect-place', {
            text: `$(codicon-home) ${workspace}`,
            tooltip: `Workspace ${workspace} in ${namespace}. Back to the dashboard`,
            accessibilityInformation: { label: `Workspace ${workspace}, back to the dashboard` },
            alignment: StatusBarAlignment.LEFT,
            priority: 10_000,
            command: BACK.id,
        });
    }
}
