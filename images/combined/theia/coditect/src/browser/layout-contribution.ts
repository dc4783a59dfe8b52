import { inject, injectable } from '@theia/core/shared/inversify';
import { ApplicationShell, FrontendApplicationContribution } from '@theia/core/lib/browser';

/** As `@theia/navigator` calls the container of the explorer. */
const EXPLORER = 'explorer-view-container';

/** Shows the files of the workspace to somebody who opens it for the first time. */
@injectable()
export class LayoutContribution implements FrontendApplicationContribution {
    @inject(ApplicationShell)
    protected readonly shell: ApplicationShell;

    async initializeLayout(): Promise<void> {
        await this.shell.revealWidget(EXPLORER);
    }
}
