import { appendFile, mkdir, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject, injectable } from '@theia/core/shared/inversify';
import { BackendApplicationContribution } from '@theia/core/lib/node';
import type { SetupClient, SetupProgress, SetupServer } from '../../common/setup';
import { Clients } from '../clients';
import { configFolder, workspaceFolder } from '../environment';
import { type Annotations, setupOf } from '../pod/annotations';
import { ApiClient } from '../pod/api-client';
import { PodAnnotations } from '../pod/pod-annotations';
import { Delivery } from '../delivery';
import { Setup } from './setup';
import { StateFile } from './state';

/** Bytes of the log that a page is shown. */
const SHOWN_BYTES = 64 * 1024;

/** Does what the annotations ask for, and tells pages, the API and a log file of it. */
@injectable()
export class SetupServerImpl implements SetupServer, BackendApplicationContribution {
    readonly clients = new Clients<SetupClient>();

    @inject(PodAnnotations)
    protected readonly annotations: PodAnnotations;

    protected asked: string | undefined;
    protected readonly log = join(configFolder(), 'coditect', 'setup.log');
    protected logged: Promise<unknown> = Promise.resolve();
    protected readonly setup = new Setup(
        { workspace: workspaceFolder(), home: homedir() },
        new StateFile(join(configFolder(), 'coditect', 'setup.json')),
        { onProgress: progress => this.onProgress(progress), onOutput: text => this.onOutput(text) });
    protected readonly api = ApiClient.fromEnvironment();
    protected readonly delivery = this.api && new Delivery<SetupProgress>(
        'the progress of the set-up',
        progress => this.api!.call('PUT', '/api/pod/setup', progress),
    );

    initialize(): void {
        this.annotations.onDidChange(annotations => void this.apply(annotations));
    }

    onStop(): void {
        this.setup.stop();
    }

    protected async apply(annotations: Annotations): Promise<void> {
        try {
            const task = setupOf(annotations);
            const asked = JSON.stringify(task);
            if (task && asked !== this.asked) {
                this.asked = asked;
                await this.setup.apply(task);
            }
        } catch (error) {
            console.error('failed to set the workspace up:', error);
        }
    }

    async getProgress(): Promise<SetupProgress | undefined> {
        return this.setup.progress;
    }

    async getOutput(): Promise<string> {
        const file = await open(this.log).catch(() => undefined);
        if (!file) {
            return '';
        }
        try {
            const { size } = await file.stat();
            const start = Math.max(0, size - SHOWN_BYTES);
            const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
            return buffer.toString('utf8', 0, bytesRead);
        } finally {
            await file.close();
        }
    }

    retry(): Promise<void> {
        return this.setup.retry();
    }

    protected onProgress(progress: SetupProgress): void {
        this.clients.tell(client => client.onProgress(progress));
        this.delivery?.deliver(progress);
    }

    protected onOutput(text: string): void {
        this.clients.tell(client => client.onOutput(text));
        this.logged = this.logged.then(() => mkdir(dirname(this.log), { recursive: true })).then(() => appendFile(this.log, text))
            .catch(error => console.error('failed to write the log of the set-up:', error));
    }
}
