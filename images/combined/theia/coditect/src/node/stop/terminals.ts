import { inject, injectable } from '@theia/core/shared/inversify';
import type { Process } from '@theia/process/lib/node/process';
import { ProcessManager } from '@theia/process/lib/node/process-manager';
import { TerminalProcess } from '@theia/process/lib/node/terminal-process';
import { PodServerImpl } from '../pod/pod-server';

/** Knows the terminals' shells, and hears what is printed in them, with or without a page. */
@injectable()
export class Terminals extends ProcessManager {
    @inject(PodServerImpl)
    protected readonly pod: PodServerImpl;

    override register(process: Process): number {
        if (process instanceof TerminalProcess) {
            // Its constructor is still at work.
            setImmediate(() => process.outputStream.on('data', () => this.pod.onTerminalOutput()));
        }
        return super.register(process);
    }

    get shells(): number[] {
        const terminals = [...this.processes.values()].filter(process => process instanceof TerminalProcess);
        return terminals.map(terminal => terminal.pid).filter(pid => pid > 0);
    }
}
