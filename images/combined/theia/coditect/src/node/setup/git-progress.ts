/** Shares of a whole clone, in percent: where each of git's own phases begins and ends. */
const PHASES: ReadonlyArray<readonly [RegExp, number, number]> = [
    [/^remote: Counting objects/, 0, 3],
    [/^remote: Compressing objects/, 3, 8],
    [/^Receiving objects/, 8, 80],
    [/^Resolving deltas/, 80, 92],
    [/^Updating files/, 92, 100],
];

/** How far a clone is by one line of `git clone --progress`; undefined where the line does not tell. */
export function percentOf(line: string): number | undefined {
    const share = /:\s+(\d+)% \(/.exec(line)?.[1];
    const phase = PHASES.find(([name]) => name.test(line));
    if (share === undefined || !phase) {
        return undefined;
    }
    const [, from, to] = phase;
    return Math.round(from + ((to - from) * Number(share)) / 100);
}
