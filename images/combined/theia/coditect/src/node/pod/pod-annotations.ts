import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { Emitter, Event } from '@theia/core/lib/common/event';
import { injectable } from '@theia/core/shared/inversify';
import { BackendApplicationContribution } from '@theia/core/lib/node';
import { podFolder } from '../environment';
import { type Annotations, parseAnnotations } from './annotations';

/**
 * The annotations of the pod, as they change. The kubelet swaps the link `..data` for a new version,
 * so it is the folder that is watched.
 */
@injectable()
export class PodAnnotations implements BackendApplicationContribution {
    protected text = '';
    protected readonly changed = new Emitter<Annotations>();
    readonly onDidChange: Event<Annotations> = this.changed.event;
    protected readonly folder = podFolder();
    current: Annotations = new Map();

    onStart(): void {
        try {
            watch(this.folder, () => this.read()).unref();
        } catch (error) {
            console.info(`not in a pod: no notices, no set-up (${String(error)})`);
            return;
        }
        this.read();
    }

    protected read(): void {
        const text = this.readText();
        if (text !== undefined && text !== this.text) {
            this.text = text;
            this.current = parseAnnotations(text);
            this.changed.fire(this.current);
        }
    }

    /** Undefined in the moment of the swap: another event follows. */
    protected readText(): string | undefined {
        try {
            return readFileSync(join(this.folder, 'annotations'), 'utf8');
        } catch {
            return undefined;
        }
    }
}
