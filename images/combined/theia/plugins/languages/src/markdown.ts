import MarkdownIt from 'markdown-it';
import { FileType, Uri, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

interface Located {
    readonly uri: string;
}

/** The server neither parses nor reads files itself: it asks for both, as VS Code's own client answers. */
export function serveMarkdown(client: LanguageClient): void {
    const parser = new MarkdownIt({ html: true });
    client.onRequest('markdown/parse', async ({ uri, text }: Located & { text?: string }) =>
        parser.parse(text ?? (await workspace.openTextDocument(Uri.parse(uri))).getText(), {}));
    client.onRequest('markdown/fs/readFile', async ({ uri }: Located) => [...(await workspace.fs.readFile(Uri.parse(uri)))]);
    client.onRequest('markdown/fs/readDirectory', async ({ uri }: Located) =>
        (await workspace.fs.readDirectory(Uri.parse(uri))).map(([name, type]) => [name, { isDirectory: type === FileType.Directory }]));
    client.onRequest('markdown/fs/stat', ({ uri }: Located) =>
        workspace.fs.stat(Uri.parse(uri)).then(({ type }) => ({ isDirectory: type === FileType.Directory }), () => undefined));
    client.onRequest('markdown/findMarkdownFilesInWorkspace', async () =>
        (await workspace.findFiles('**/*.md', '**/node_modules/**')).map(uri => uri.toString()));
    watch(client);
}

function watch(client: LanguageClient): void {
    const watchers = new Map<number, { dispose(): void }>();
    client.onRequest('markdown/fs/watcher/create', ({ id, uri }: Located & { id: number }) => {
        const watcher = workspace.createFileSystemWatcher(Uri.parse(uri).fsPath);
        const tell = (kind: 'create' | 'change' | 'delete') => (changed: Uri) =>
            void client.sendRequest('markdown/fs/watcher/onChange', { id, uri: changed.toString(), kind });
        watcher.onDidCreate(tell('create'));
        watcher.onDidChange(tell('change'));
        watcher.onDidDelete(tell('delete'));
        watchers.set(id, watcher);
    });
    client.onRequest('markdown/fs/watcher/delete', ({ id }: { id: number }) => {
        watchers.get(id)?.dispose();
        watchers.delete(id);
    });
}
