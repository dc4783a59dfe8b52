/** Text that is in an editor and in no file yet. It outlives the page, the backend and the pod. */

export const UNSAVED_PATH = '/services/coditect/unsaved';

export interface Unsaved {
    /** Of a file its address, which all pages share; untitled text is of one page. */
    readonly id: string;
    readonly uri: string;
    readonly text: string;
    readonly language: string;
}

export interface Found extends Unsaved {
    /** The file was written by somebody else after the text was first kept. */
    readonly changedOnDisk: boolean;
}

export const UnsavedServer = Symbol('UnsavedServer');
export interface UnsavedServer {
    /** Resolves when the text is on the volume. */
    keep(unsaved: Unsaved): Promise<void>;
    forget(id: string): Promise<void>;
    /** What is kept and open in no other page; from now on it is this page's. */
    adopt(): Promise<Found[]>;
}

export interface UnsavedClient {
    /** Whether the page still has the text. */
    holds(id: string): Promise<boolean>;
}
