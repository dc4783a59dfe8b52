/** What the backend knows of the pod that it runs in, for the pages. */

export const POD_PATH = '/services/coditect/pod';

/** Without an account, only the id that the Workspace names. */
export interface Owner {
    readonly id: string;
    readonly displayName: string | null;
    readonly email: string | null;
}

/** What people are to know beforehand. Times are RFC 3339. */
export interface Notice {
    readonly suspendAt?: string;
    readonly restartAt?: string;
    readonly restartReason?: string;
}

export const PodServer = Symbol('PodServer');
export interface PodServer {
    /** Whose workspace it is; undefined where there is no API to ask. */
    getOwner(): Promise<Owner | undefined>;
    getNotice(): Promise<Notice>;
    /** Somebody does something: keeps the workspace from being suspended. */
    reportActivity(): Promise<void>;
    /** As an activity, but told to the API at once; fails when the API does not hear of it. */
    keepAwake(): Promise<void>;
    /** Whether what programs print in terminals counts as activity. */
    countTerminalOutput(counts: boolean): Promise<void>;
}

export interface PodClient {
    onNotice(notice: Notice): void;
}
