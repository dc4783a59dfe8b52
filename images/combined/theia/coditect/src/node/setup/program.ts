import { spawn } from 'node:child_process';

/** Lines of a program's output that a failure shows. */
const TAIL_LINES = 6;

/** Why a step failed, in one sentence, and the last lines that its program printed. */
export class StepError extends Error {
    constructor(sentence: string, readonly output: readonly string[] = []) {
        super(sentence);
    }
}

export interface Program {
    readonly command: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end. Throws its code and last lines where it fails. */
export async function run(program: Program, onOutput: (text: string) => void, onLine: (line: string) => void = () => undefined): Promise<void> {
    const tail: string[] = [];
    const child = spawn(program.command, program.args, { cwd: program.cwd, env: program.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
        let rest = '';
        stream.setEncoding('utf8').on('data', (text: string) => {
            onOutput(text);
            // Progress overwrites its line with a carriage return.
            const lines = (rest + text).split(/\r\n|\r|\n/);
            rest = lines.pop() ?? '';
            for (const line of lines.filter(Boolean)) {
                tail.push(line);
                tail.splice(0, tail.length - TAIL_LINES);
                onLine(line);
            }
        });
        stream.on('end', () => rest && tail.push(rest));
    }
    const ending = await new Promise<string | undefined>(done => {
        child.on('error', error => done(`could not be started: ${error.message}`));
        child.on('close', (code, signal) => done(code === 0 ? undefined : signal ? `was ended by ${signal}` : `ended with ${code}`));
    });
    if (ending !== undefined) {
        throw new StepError(`${program.command} ${ending}`, tail.slice(-TAIL_LINES));
    }
}
