import { injectable } from '@theia/core/shared/inversify';
import type { WebSocket } from '@theia/core/lib/common/messaging/web-socket-channel';
import { SocketWriteBuffer } from '@theia/core/lib/common/messaging/socket-write-buffer';

/** Bytes that wait for a connection; more than what a person types or a program prints in a minute. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Messages that wait for the connection to come back. Theia joins them to one, of which the receiver
 * reads the first: here each is sent by itself.
 */
@injectable()
export class MessageQueue extends SocketWriteBuffer {
    protected waiting: Uint8Array[] = [];
    protected bytes = 0;

    override buffer(message: Uint8Array): void {
        if (this.bytes + message.byteLength > MOST_BYTES) {
            throw new Error('too much waits for the connection to come back');
        }
        this.waiting.push(message.slice());
        this.bytes += message.byteLength;
    }

    override flush(socket: WebSocket): void {
        const messages = this.waiting;
        this.drain();
        messages.forEach(message => socket.send(message));
    }

    override drain(): void {
        this.waiting = [];
        this.bytes = 0;
    }
}
