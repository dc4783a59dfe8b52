import { inject, injectable } from '@theia/core/shared/inversify';
import { BackendApplication } from '@theia/core/lib/node';
import { endSessions } from './sessions';
import { Terminals } from './terminals';

/** Within the 30 s that the kubelet gives a pod: the rest is for Theia's own stages, at most 5 s each. */
const TERMINALS = { term: 8_000, end: 18_000 };

/** Stops as somebody who leaves tidily: terminals get their time first, and then all went well. */
@injectable()
export class GracefulBackend extends BackendApplication {
    @inject(Terminals)
    protected readonly terminals: Terminals;

    protected isStopping = false;

    protected override async gracefulShutdown(): Promise<void> {
        if (this.isStopping) {
            return;
        }
        this.isStopping = true;
        await endSessions(this.terminals.shells, TERMINALS).catch(error => console.error('failed to end the terminals:', error));
        // Theia says 1, and the kubelet would count a stop as a crash.
        process.once('exit', () => (process.exitCode = 0));
        await super.gracefulShutdown();
    }
}
