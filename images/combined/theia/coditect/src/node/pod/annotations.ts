import type { Notice } from '../../common/pod';
import type { SetupSpec } from '../../common/setup';

export type Annotations = ReadonlyMap<string, string>;

const PREFIX = 'coditect.ai/';

/** Reads the downward API's file: a line `key="value"` for each annotation, quoted as Go does. */
export function parseAnnotations(text: string): Annotations {
    const annotations = new Map<string, string>();
    for (const line of text.split('\n')) {
        const [, key, quoted] = /^([^=]+)="(.*)"$/.exec(line) ?? [];
        if (key !== undefined && quoted !== undefined) {
            annotations.set(key, unquote(quoted));
        }
    }
    return annotations;
}

const ESCAPES: Readonly<Record<string, string>> = {
    a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"',
};

function unquote(quoted: string): string {
    return quoted.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/g, (_all, x, u, long, plain: string) =>
        plain === undefined ? String.fromCodePoint(parseInt(x ?? u ?? long, 16)) : (ESCAPES[plain] ?? plain));
}

export function noticeOf(annotations: Annotations): Notice {
    const [suspendAt, restartAt, restartReason] =
        ['suspend-at', 'restart-at', 'restart-reason'].map(name => annotations.get(PREFIX + name));
    return { ...(suspendAt && { suspendAt }), ...(restartAt && { restartAt }), ...(restartReason && { restartReason }) };
}

/** What is to be done at the first start, for which workspace. */
export interface SetupTask {
    readonly uid: string;
    readonly spec: SetupSpec;
}

/** Undefined when nothing is asked for. Throws for what is no JSON. */
export function setupOf(annotations: Annotations): SetupTask | undefined {
    const [uid, setup] = [annotations.get(`${PREFIX}workspace-uid`), annotations.get(`${PREFIX}setup`)];
    return uid && setup ? { uid, spec: JSON.parse(setup) as SetupSpec } : undefined;
}
