/**
 * Where the IDE is: a workspace's own host is `<workspace>--<namespace>.<domain>`, and the site that
 * people know, with the dashboard, is at `<domain>`.
 */
export interface Place {
    readonly workspace: string;
    readonly namespace: string;
    readonly dashboard: string;
}

/** The place that an address tells of; undefined where it is no workspace's own. */
export function placeOf(address: Pick<URL, 'protocol' | 'host'>): Place | undefined {
    const dot = address.host.indexOf('.');
    const label = address.host.slice(0, Math.max(dot, 0));
    const [workspace, ...rest] = label.split('--');
    // A namespace may have `--` in it, a workspace's name may not.
    const namespace = rest.join('--');
    if (!workspace || !namespace) {
        return undefined;
    }
    const site = `${address.protocol}//${address.host.slice(dot + 1)}`;
    return { workspace, namespace, dashboard: `${site}/workspaces/${workspace}` };
}
