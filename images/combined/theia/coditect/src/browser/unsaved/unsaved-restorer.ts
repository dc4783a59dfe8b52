import { inject, injectable } from '@theia/core/shared/inversify';
import { FrontendApplicationContribution } from '@theia/core/lib/browser';
import { MessageService, UntitledResourceResolver } from '@theia/core/lib/common';
import URI from '@theia/core/lib/common/uri';
import { EditorManager } from '@theia/editor/lib/browser/editor-manager';
import * as monaco from '@theia/monaco-editor-core';
import { MonacoTextModelService } from '@theia/monaco/lib/browser/monaco-text-model-service';
import { type Found, UnsavedServer } from '../../common/unsaved';
import { takeStash } from './stash';
import { UnsavedTexts } from './unsaved-texts';

/** Opens what was not saved when the last page or pod ended, as it was: unsaved. */
@injectable()
export class UnsavedRestorer implements FrontendApplicationContribution {
    @inject(UnsavedServer)
    protected readonly server: UnsavedServer;

    @inject(UnsavedTexts)
    protected readonly texts: UnsavedTexts;

    @inject(UntitledResourceResolver)
    protected readonly untitled: UntitledResourceResolver;

    @inject(EditorManager)
    protected readonly editors: EditorManager;

    @inject(MonacoTextModelService)
    protected readonly models: MonacoTextModelService;

    @inject(MessageService)
    protected readonly messages: MessageService;

    onDidInitializeLayout(): void {
        void this.restore();
    }

    protected async restore(): Promise<void> {
        const found = new Map((await this.server.adopt()).map(found => [found.id, found]));
        // The tab has what was typed last, the volume knows whether the file is still the same.
        for (const stashed of takeStash()) {
            found.set(stashed.id, { changedOnDisk: false, ...found.get(stashed.id), ...stashed });
        }
        // Untitled texts first, which have their names already.
        const isUntitled = ({ uri }: Found) => uri.startsWith('untitled:');
        for (const one of [...found.values()].sort((a, b) => Number(isUntitled(b)) - Number(isUntitled(a)))) {
            try {
                await this.open(one);
            } catch (error) {
                // It stays on the volume for the next page.
                console.error(`failed to restore the unsaved text of ${one.uri}:`, error);
            }
        }
    }

    protected async open(found: Found): Promise<void> {
        const uri = await this.placeOf(found);
        await this.editors.open(uri, { mode: 'open' });
        const model = this.models.get(uri.toString());
        if (!model) {
            throw new Error('it has no editor');
        }
        if (model.getText() !== found.text) {
            model.textEditorModel.setValue(found.text);
        }
        monaco.editor.setModelLanguage(model.textEditorModel, found.language);
        if (this.texts.idOf(uri.toString()) !== found.id) {
            await this.texts.kept(uri.toString());
            await this.server.forget(found.id);
        }
    }

    /** Its own file, unless somebody else wrote that in the meantime: then text beside it. */
    protected async placeOf({ uri: name, changedOnDisk, text }: Found): Promise<URI> {
        const uri = new URI(name);
        if (uri.scheme !== 'untitled' && !changedOnDisk) {
            return uri;
        }
        const isFree = uri.scheme === 'untitled' && !this.models.get(name)?.getText();
        const place = isFree ? uri : this.untitled.createUntitledURI(uri.path.ext);
        if (!this.untitled.has(place)) {
            await this.untitled.createUntitledResource(text, undefined, place);
        }
        if (changedOnDisk) {
            void this.messages.warn(`${uri.path.base} was changed by something else. What you had not saved is in ${place.path.base}.`);
        }
        return place;
    }
}
