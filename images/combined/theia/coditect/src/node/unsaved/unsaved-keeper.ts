import { join } from 'node:path';
import type { RpcProxy } from '@theia/core/lib/common/messaging/proxy-factory';
import { injectable } from '@theia/core/shared/inversify';
import type { Found, UnsavedClient, UnsavedServer } from '../../common/unsaved';
import { Clients } from '../clients';
import { configFolder } from '../environment';
import { UnsavedStore } from './unsaved-store';

/** A page that does not answer for so long is gone: its tab was closed, or its network is. */
const ANSWER_MILLISECONDS = 1_000;

/** Knows which page has which text, so that two tabs do not restore the same. */
@injectable()
export class UnsavedKeeper {
    protected readonly clients = new Clients<UnsavedClient>();
    protected readonly store = new UnsavedStore(join(configFolder(), 'coditect', 'unsaved'));
    protected readonly owners = new Map<string, RpcProxy<UnsavedClient>>();

    serve(client: RpcProxy<UnsavedClient>): UnsavedServer {
        this.clients.add(client);
        return {
            keep: unsaved => {
                this.owners.set(unsaved.id, client);
                return this.store.keep(unsaved);
            },
            forget: id => {
                this.owners.delete(id);
                return this.store.forget(id);
            },
            adopt: () => this.adopt(client),
        };
    }

    protected async adopt(client: RpcProxy<UnsavedClient>): Promise<Found[]> {
        const orphans: Found[] = [];
        await Promise.all((await this.store.list()).map(async found => {
            const owner = this.owners.get(found.id);
            if (!owner || !(await this.holds(owner, found.id))) {
                orphans.push(found);
                this.owners.set(found.id, client);
            }
        }));
        return orphans;
    }

    protected async holds(owner: RpcProxy<UnsavedClient>, id: string): Promise<boolean> {
        const silence = new Promise<boolean>(done => setTimeout(done, ANSWER_MILLISECONDS, false).unref());
        return this.clients.has(owner) && Promise.race([owner.holds(id).catch(() => false), silence]);
    }
}
