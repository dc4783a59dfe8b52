import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where things are in the pod. The variables are for a backend that runs elsewhere, as in tests. */

export const workspaceFolder = () => process.env['CODITECT_WORKSPACE'] ?? '/home/theia/workspace';

/** The volume that keeps what belongs to a person rather than to their code. */
export const configFolder = () => process.env['THEIA_CONFIG_DIR'] ?? join(homedir(), '.theia');

/** The downward API: `name`, `namespace`, `uid` and `annotations` of the pod. */
export const podFolder = () => process.env['CODITECT_POD_INFO'] ?? '/etc/coditect/pod';

/** Proves to the API which pod this is. The kubelet replaces it before it expires. */
export const tokenFile = () => process.env['CODITECT_TOKEN_FILE'] ?? '/var/run/secrets/coditect/token';

/** The API as the pod reaches it; undefined where the pods of a system do not. */
export const apiUrl = () => process.env['CODITECT_API_URL'] || undefined;
