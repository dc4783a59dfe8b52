import { ContainerModule } from '@theia/core/shared/inversify';
import { SocketWriteBuffer } from '@theia/core/lib/common/messaging/socket-write-buffer';
import { MessageQueue } from '../common/message-queue';

/** Before the page connects: the connection keeps what it is made with. */
export default new ContainerModule((_bind, _unbind, _isBound, rebind) => {
    rebind(SocketWriteBuffer).to(MessageQueue);
});
