import { injectable } from '@theia/core/shared/inversify';
import { BackendApplicationContribution } from '@theia/core/lib/node';
import { statfs } from 'node:fs/promises';
import { Delivery } from '../delivery';
import { configFolder, workspaceFolder } from '../environment';
import { ApiClient } from './api-client';

const EVERY_MILLISECONDS = 10_000;
/** A volume with a smaller share than this free is full; it is again not full with more than the other. */
const FULL_BELOW = 0.03;
const ROOM_ABOVE = 0.05;

/** Which volumes have no room. */
export interface FullVolumes {
    readonly workspace: boolean;
    readonly config: boolean;
}

/** `free` is a share of the whole. Between the two bounds it stays as it `was`. */
export function isFull(free: number, was: boolean): boolean {
    return free < (was ? ROOM_ABOVE : FULL_BELOW);
}

/** Tells the API when a volume is full, and when it is not any more. */
@injectable()
export class VolumeWatch implements BackendApplicationContribution {
    protected readonly api = ApiClient.fromEnvironment();
    protected readonly delivery = new Delivery<FullVolumes>(
        'which volumes are full',
        async full => this.api?.call('PUT', '/api/pod/volumes', full),
    );
    protected full: FullVolumes | undefined;

    onStart(): void {
        void this.look();
        setInterval(() => void this.look(), EVERY_MILLISECONDS).unref();
    }

    /** The first is told in any case: the API may remember what is past. */
    protected async look(): Promise<void> {
        try {
            const full = {
                workspace: isFull(await freeShare(workspaceFolder()), this.full?.workspace ?? false),
                config: isFull(await freeShare(configFolder()), this.full?.config ?? false),
            };
            if (full.workspace !== this.full?.workspace || full.config !== this.full.config) {
                this.full = full;
                this.delivery.deliver(full);
            }
        } catch (error) {
            console.warn('failed to look how full the volumes are:', String(error));
        }
    }
}

/** What this user may still write. */
async function freeShare(folder: string): Promise<number> {
    const { bavail, blocks } = await statfs(folder);
    return bavail / blocks;
}
