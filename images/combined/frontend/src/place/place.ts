/**
 * Where the app is served: a workspace's own host is `<workspace>--<namespace>.<domain>`, and the
 * site, with the API and the dashboard, is at `<domain>`.
 */
export interface Place {
  readonly workspace: string;
  readonly namespace: string;
  /** The origin of the site. */
  readonly site: string;
}

/** The workspace whose own host `address` is; undefined on the site itself. */
export function placeOf(address: Pick<URL, 'protocol' | 'host'>): Place | undefined {
  const dot = address.host.indexOf('.');
  const label = address.host.slice(0, Math.max(dot, 0));
  const [workspace, ...rest] = label.split('--');
  // A namespace may have `--` in it, a workspace's name may not.
  const namespace = rest.join('--');
  if (!workspace || !namespace) return undefined;
  return { workspace, namespace, site: `${address.protocol}//${address.host.slice(dot + 1)}` };
}
