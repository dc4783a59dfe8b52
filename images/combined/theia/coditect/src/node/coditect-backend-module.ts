import { ContainerModule } from '@theia/core/shared/inversify';
import { ConnectionHandler } from '@theia/core/lib/common/messaging/handler';
import { SocketWriteBuffer } from '@theia/core/lib/common/messaging/socket-write-buffer';
import { RpcConnectionHandler } from '@theia/core/lib/common/messaging/proxy-factory';
import { BackendApplication, BackendApplicationContribution } from '@theia/core/lib/node';
import { BrowserConnectionToken } from '@theia/core/lib/node/hosting/browser-connection-token';
import { ProcessManager } from '@theia/process/lib/node/process-manager';
import { MessageQueue } from '../common/message-queue';
import { POD_PATH, type PodClient } from '../common/pod';
import { SETUP_PATH, type SetupClient } from '../common/setup';
import { UNSAVED_PATH, type UnsavedClient } from '../common/unsaved';
import { lastingToken } from './connection-token';
import { FilesEndpoint } from './files/files-endpoint';
import { NoticeConfirmation } from './pod/notice-confirmation';
import { PodAnnotations } from './pod/pod-annotations';
import { PodServerImpl } from './pod/pod-server';
import { VolumeWatch } from './pod/volume-watch';
import { SetupServerImpl } from './setup/setup-server';
import { GracefulBackend } from './stop/graceful-backend';
import { Terminals } from './stop/terminals';
import { UnsavedKeeper } from './unsaved/unsaved-keeper';

export default new ContainerModule((bind, _unbind, _isBound, rebind) => {
    rebind(SocketWriteBuffer).to(MessageQueue);
    rebind(BrowserConnectionToken).toDynamicValue(() => ({ value: lastingToken() })).inSingletonScope();
    bind(BackendApplicationContribution).to(FilesEndpoint).inSingletonScope();

    bind(PodAnnotations).toSelf().inSingletonScope();
    bind(BackendApplicationContribution).toService(PodAnnotations);
    bind(BackendApplicationContribution).to(NoticeConfirmation).inSingletonScope();
    bind(BackendApplicationContribution).to(VolumeWatch).inSingletonScope();
    bind(PodServerImpl).toSelf().inSingletonScope();
    bind(ConnectionHandler).toDynamicValue(({ container }) => new RpcConnectionHandler<PodClient>(POD_PATH, client => {
        const server = container.get(PodServerImpl);
        server.clients.add(client);
        return server;
    })).inSingletonScope();

    bind(SetupServerImpl).toSelf().inSingletonScope();
    bind(BackendApplicationContribution).toService(SetupServerImpl);
    bind(ConnectionHandler).toDynamicValue(({ container }) => new RpcConnectionHandler<SetupClient>(SETUP_PATH, client => {
        const server = container.get(SetupServerImpl);
        server.clients.add(client);
        return server;
    })).inSingletonScope();

    bind(UnsavedKeeper).toSelf().inSingletonScope();
    bind(ConnectionHandler).toDynamicValue(({ container }) => new RpcConnectionHandler<UnsavedClient>(UNSAVED_PATH, client =>
        container.get(UnsavedKeeper).serve(client))).inSingletonScope();

    bind(Terminals).toSelf().inSingletonScope();
    rebind(ProcessManager).toService(Terminals);
    rebind(BackendApplication).to(GracefulBackend).inSingletonScope();
});
