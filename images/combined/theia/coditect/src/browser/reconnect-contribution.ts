import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution } from '@theia/core/lib/browser';
import { WebSocketConnectionSource } from '@theia/core/lib/browser/messaging/ws-connection-source';

/**
 * Connects again as soon as there is reason to hope: the network is back, or the person is. Without
 * it a page that slept waits for the socket's own next try, ten seconds or more.
 */
@injectable()
export class ReconnectContribution implements FrontendApplicationContribution {
    @inject(WebSocketConnectionSource)
    protected readonly connection: WebSocketConnectionSource;

    onStart(): void {
        window.addEventListener('online', () => this.connect());
        document.addEventListener('visibilitychange', () => {
            if (document.visibilityState === 'visible') {
                this.connect();
            }
        });
    }

    protected connect(): void {
        const { socket } = this.connection;
        if (!socket.connected) {
            socket.connect();
        }
    }
}
