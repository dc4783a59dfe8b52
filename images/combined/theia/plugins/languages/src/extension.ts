/**
 * Starts the language server of a language when its first file is opened, and ends it with the window.
 */
import { type ExtensionContext, type TextDocument, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { type LanguageServer, SERVERS, commandOf } from './servers';

export function activate(context: ExtensionContext): void {
    const waiting = new Map(SERVERS.flatMap(server => server.languages.map(language => [language, server] as const)));
    const open = (document: TextDocument) => {
        const server = waiting.get(document.languageId);
        if (server) {
            server.languages.forEach(language => waiting.delete(language));
            void start(server, context);
        }
    };
    context.subscriptions.push(workspace.onDidOpenTextDocument(open));
    workspace.textDocuments.forEach(open);
}

async function start(server: LanguageServer, context: ExtensionContext): Promise<void> {
    const executable = commandOf(server);
    if (!executable) {
        console.info(`this image has no language server for ${server.name}`);
        return;
    }
    const client = new LanguageClient(`coditect.${server.name}`, server.name, executable, {
        documentSelector: server.languages.map(language => ({ language })),
        ...(server.settings && { synchronize: { configurationSection: server.settings } }),
        ...(server.options && { initializationOptions: server.options }),
    });
    context.subscriptions.push(client);
    server.serve?.(client);
    try {
        await client.start();
    } catch (error) {
        void window.showWarningMessage(`The ${server.name} language server did not start: ${String(error)}`);
    }
}
