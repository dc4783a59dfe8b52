#!/usr/local/bin/node
/**
 * A credential helper of git: asks the API for what the owner has stored for a host. Prints nothing
 * where there is nothing, so that git goes on to ask others. Keeps nothing: storing is the API's.
 */
import { text } from 'node:stream/consumers';
import { ApiClient, ApiError } from '../pod/api-client';

async function main(action: string | undefined): Promise<void> {
    const api = ApiClient.fromEnvironment();
    if (action !== 'get' || !api) {
        return;
    }
    const asked = new Map((await text(process.stdin)).split('\n').map(line => line.split(/=(.*)/s) as [string, string]));
    const host = asked.get('host');
    if (!host || !(asked.get('protocol') === 'https' || isNear(host))) {
        return;
    }
    try {
        const credential = await api.call<{ username: string; password: string }>('GET', `/api/pod/git-credentials?host=${encodeURIComponent(host)}`);
        if (credential && !/[\n\0]/.test(credential.username + credential.password)) {
            process.stdout.write(`username=${credential.username}\npassword=${credential.password}\n`);
        }
    } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) {
            console.error(`failed to ask for the credential of ${host}: ${String(error)}`);
        }
    }
}

/** A password never goes over the internet in the clear; within a cluster that is how services talk. */
function isNear(host: string): boolean {
    return /^(localhost|127\.[\d.]+|[\w.-]+\.svc(\.cluster\.local)?)(:\d+)?$/.test(host);
}

void main(process.argv[2]);
