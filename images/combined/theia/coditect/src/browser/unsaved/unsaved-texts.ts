import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution } from '@theia/core/lib/browser';
import { FrontendIdProvider } from '@theia/core/lib/browser/messaging/frontend-id-provider';
import { WebSocketConnectionSource } from '@theia/core/lib/browser/messaging/ws-connection-source';
import { WindowService } from '@theia/core/lib/browser/window/window-service';
import { ConnectionManagementMessages } from '@theia/core/lib/common/messaging/connection-management';
import { MonacoEditorModel } from '@theia/monaco/lib/browser/monaco-editor-model';
import { MonacoTextModelService } from '@theia/monaco/lib/browser/monaco-text-model-service';
import { type Unsaved, UnsavedServer } from '../../common/unsaved';
import { stash } from './stash';
import { UnsavedHolder } from './unsaved-holder';

/** From a key to the volume: long enough to make one write of a word. */
const DELAY_MILLISECONDS = 300;
const RETRY_MILLISECONDS = 5_000;

/** Brings what is typed and not saved to the config volume, where it outlives page and pod. */
@injectable()
export class UnsavedTexts implements FrontendApplicationContribution {
    @inject(UnsavedServer)
    protected readonly server: UnsavedServer;

    @inject(UnsavedHolder)
    protected readonly holder: UnsavedHolder;

    @inject(MonacoTextModelService)
    protected readonly models: MonacoTextModelService;

    @inject(FrontendIdProvider)
    protected readonly frontend: FrontendIdProvider;

    @inject(WebSocketConnectionSource)
    protected readonly connection: WebSocketConnectionSource;

    @inject(WindowService)
    protected readonly windows: WindowService;

    protected readonly unconfirmed = new Set<string>();
    protected readonly timers = new Map<string, number>();

    /** Whether all that is typed is on the volume, so that the page may go. */
    get areKept(): boolean {
        return this.unconfirmed.size === 0;
    }

    onStart(): void {
        this.models.onDidCreate(model => this.follow(model));
        this.models.models.forEach(model => this.follow(model));
        // Comes before Theia's own listener, which loads the page anew when the backend is another one.
        this.connection.socket.on(ConnectionManagementMessages.RECONNECT, (isSameBackend: boolean) => {
            if (isSameBackend) {
                this.unconfirmed.forEach(id => void this.write(id));
            } else {
                this.leave();
            }
        });
    }

    idOf(uri: string): string {
        return uri.startsWith('untitled:') ? `${uri} ${this.frontend.getId()}` : uri;
    }

    /** Resolves when the text of an editor is on the volume. */
    async kept(uri: string): Promise<void> {
        await this.write(this.idOf(uri));
    }

    protected follow(model: MonacoEditorModel): void {
        if (!/^(file|untitled):/.test(model.uri)) {
            return;
        }
        const id = this.idOf(model.uri);
        const look = () => (model.dirty ? this.schedule(id, model) : this.forget(id));
        model.onDirtyChanged(look);
        model.onDidChangeContent(() => model.dirty && look());
        if (model.dirty) {
            look();
        }
    }

    protected schedule(id: string, model: MonacoEditorModel): void {
        this.holder.models.set(id, model);
        this.unconfirmed.add(id);
        this.writeLater(id, DELAY_MILLISECONDS);
    }

    protected writeLater(id: string, milliseconds: number): void {
        if (!this.timers.has(id)) {
            this.timers.set(id, window.setTimeout(() => void this.write(id), milliseconds));
        }
    }

    protected async write(id: string): Promise<void> {
        this.endTimer(id);
        const model = this.holder.models.get(id);
        // Without a connection it is written as soon as there is one again.
        if (!model || !this.connection.socket.connected) {
            return;
        }
        const { version } = model;
        try {
            await this.server.keep(unsavedOf(id, model));
        } catch (error) {
            console.error('failed to keep unsaved text:', error);
            this.writeLater(id, RETRY_MILLISECONDS);
            return;
        }
        if (model.version === version) {
            this.unconfirmed.delete(id);
        }
    }

    protected forget(id: string): void {
        this.endTimer(id);
        this.unconfirmed.delete(id);
        if (this.holder.models.delete(id)) {
            void this.server.forget(id);
        }
    }

    protected endTimer(id: string): void {
        window.clearTimeout(this.timers.get(id));
        this.timers.delete(id);
    }

    /** What was typed while nobody could keep it crosses the load of the page in the tab's own storage. */
    protected leave(): void {
        stash([...this.holder.models].map(([id, model]) => unsavedOf(id, model)));
        this.windows.setSafeToShutDown();
    }
}

function unsavedOf(id: string, model: MonacoEditorModel): Unsaved {
    return { id, uri: model.uri, text: model.getText(), language: model.languageId };
}
