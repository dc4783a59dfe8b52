import type { MonacoEditorModel } from '@theia/monaco/lib/browser/monaco-editor-model';
import type { UnsavedClient } from '../../common/unsaved';

/** The backend asks pages which text they have: bound apart, since the texts need the backend. */
export class UnsavedHolder implements UnsavedClient {
    readonly models = new Map<string, MonacoEditorModel>();

    async holds(id: string): Promise<boolean> {
        return this.models.has(id);
    }
}
