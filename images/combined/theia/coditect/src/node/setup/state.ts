import { readFile } from 'node:fs/promises';
import type { SetupProgress, SetupStep } from '../../common/setup';
import { writeAtomically } from '../atomic-file';

/** What the config volume keeps: how far the set-up of one workspace is. */
export interface SetupState extends SetupProgress {
    readonly uid: string;
    readonly done: readonly SetupStep[];
}

export class StateFile {
    constructor(protected readonly file: string) {}

    /** Undefined for a workspace whose set-up has not begun. */
    async read(uid: string): Promise<SetupState | undefined> {
        let text: string;
        try {
            text = await readFile(this.file, 'utf8');
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
                return undefined;
            }
            throw error;
        }
        const state = JSON.parse(text) as SetupState;
        return state.uid === uid ? state : undefined;
    }

    write(state: SetupState): Promise<void> {
        return writeAtomically(this.file, JSON.stringify(state));
    }
}
