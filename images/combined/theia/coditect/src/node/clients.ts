import type { RpcProxy } from '@theia/core/lib/common/messaging/proxy-factory';

/** The pages that are connected. */
export class Clients<T extends object> {
    protected readonly connected = new Set<RpcProxy<T>>();

    add(client: RpcProxy<T>): void {
        this.connected.add(client);
        client.onDidCloseConnection(() => this.connected.delete(client));
    }

    has(client: RpcProxy<T>): boolean {
        return this.connected.has(client);
    }

    tell(notify: (client: T) => void): void {
        this.connected.forEach(notify);
    }
}
