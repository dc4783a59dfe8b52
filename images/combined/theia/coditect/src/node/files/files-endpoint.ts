import { inject, injectable } from '@theia/core/shared/inversify';
import { BackendApplicationContribution, EarlyExpressMiddleware } from '@theia/core/lib/node/backend-application';
import { workspaceFolder } from '../environment';
import { filesRouter } from './files-router';

/** Files of the workspace for programs: `GET`, `PUT` and `DELETE` on `/coditect/files/<path>`. */
@injectable()
export class FilesEndpoint implements BackendApplicationContribution {
    @inject(EarlyExpressMiddleware)
    protected readonly early: EarlyExpressMiddleware;

    /** Early, since Theia reads the body of every JSON request before later handlers see it. */
    initialize(): void {
        this.early.handlers.push(filesRouter(workspaceFolder()));
    }
}
