import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LanguageClient } from 'vscode-languageclient/node';
import { serveMarkdown } from './markdown';

/** A language server and the languages that it knows, by their VS Code ids. */
export interface LanguageServer {
    readonly name: string;
    readonly languages: readonly string[];
    /** A program on the `PATH`, or a script below [`MODULES`] that Node runs. */
    readonly program: string | { readonly script: string };
    readonly args?: readonly string[];
    readonly options?: object;
    /** The settings that the server is sent, where it does not ask for them. */
    readonly settings?: string;
    /** Answers what the server asks of its client beyond the protocol. */
    readonly serve?: (client: LanguageClient) => void;
}

/** Where the image keeps the servers that are Node packages: beside the folder of the extensions. */
export const MODULES = join(__dirname, '../../../servers/node_modules');

const extracted = (kind: string) => ({ script: `vscode-langservers-extracted/bin/vscode-${kind}-language-server` });

/** Those of the toolchains (Go, Rust, C, Java) are in the image's `full` variant only. */
export const SERVERS: readonly LanguageServer[] = [
    {
        name: 'TypeScript',
        languages: ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'],
        program: { script: 'typescript-language-server/lib/cli.mjs' },
        args: ['--stdio'],
        options: { tsserver: { fallbackPath: join(MODULES, 'typescript/lib/tsserver.js') } },
    },
    { name: 'Python', languages: ['python'], program: { script: 'pyright/langserver.index.js' }, args: ['--stdio'] },
    { name: 'Rust', languages: ['rust'], program: 'rust-analyzer' },
    { name: 'Go', languages: ['go'], program: 'gopls' },
    { name: 'Java', languages: ['java'], program: 'jdtls' },
    { name: 'C/C++', languages: ['c', 'cpp'], program: 'clangd' },
    {
        name: 'YAML',
        languages: ['yaml'],
        program: { script: 'yaml-language-server/bin/yaml-language-server' },
        args: ['--stdio'],
    },
    {
        name: 'Markdown',
        languages: ['markdown'],
        program: extracted('markdown'),
        args: ['--stdio'],
        options: { markdownFileExtensions: ['md'] },
        settings: 'markdown',
        serve: serveMarkdown,
    },
    {
        name: 'JSON',
        languages: ['json', 'jsonc'],
        program: extracted('json'),
        args: ['--stdio'],
        options: { provideFormatter: true, handledSchemaProtocols: ['file', 'http', 'https'] },
    },
    { name: 'HTML', languages: ['html'], program: extracted('html'), args: ['--stdio'], options: { provideFormatter: true } },
    { name: 'CSS', languages: ['css', 'scss', 'less'], program: extracted('css'), args: ['--stdio'] },
    { name: 'Shell', languages: ['shellscript'], program: { script: 'bash-language-server/out/cli.js' }, args: ['start'] },
    {
        name: 'Docker',
        languages: ['dockerfile'],
        program: { script: 'dockerfile-language-server-nodejs/bin/docker-langserver' },
        args: ['--stdio'],
    },
];

/** The command that runs it; undefined where this image does not have it. */
export function commandOf(server: LanguageServer): { command: string; args: string[] } | undefined {
    const args = [...(server.args ?? [])];
    if (typeof server.program === 'string') {
        const command = onPath(server.program);
        return command === undefined ? undefined : { command, args };
    }
    const script = join(MODULES, server.program.script);
    return isReadable(script) ? { command: process.execPath, args: [script, ...args] } : undefined;
}

function onPath(program: string): string | undefined {
    const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
    return folders.map(folder => join(folder, program)).find(isReadable);
}

function isReadable(file: string): boolean {
    try {
        accessSync(file, constants.R_OK);
        return true;
    } catch {
        return false;
    }
}
