import { ContainerModule } from '@theia/core/shared/inversify';
import { BackendApplicationContribution } from '@theia/core/lib/node';
import { BrowserConnectionToken } from '@theia/core/lib/node/hosting/browser-connection-token';
import { lastingToken } from './connection-token';
import { FilesEndpoint } from './files/files-endpoint';

export default new ContainerModule((bind, _unbind, _isBound, rebind) => {
    rebind(BrowserConnectionToken).toDynamicValue(() => ({ value: lastingToken() })).inSingletonScope();
    bind(BackendApplicationContribution).to(FilesEndpoint).inSingletonScope();
});
