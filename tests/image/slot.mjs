// The two containers of a slot, as processes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { IMAGE_ROOT: root } = process.env;
/** Milliseconds for anything to happen: the machine may be building something else meanwhile. */
const PATIENCE = 60_000;

/** The environment that the image's configuration gives its processes. */
const ENV = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/home/theia/.theia/home',
  LANG: 'C.UTF-8',
  THEIA_CONFIG_DIR: '/home/theia/.theia',
};

const started = [];

/** One of the image's programs, as the slot's user. It may open its output anew, which no socket lets it. */
export function start(...command) {
  const log = join(mkdtempSync(join(tmpdir(), 'slot-')), 'log');
  const output = openSync(log, 'a');
  chmodSync(log, 0o666);
  const child = spawn('/usr/sbin/chroot', ['--userspec=1000:1000', root, ...command], { env: ENV, stdio: ['ignore', output, output] });
  child.output = () => readFileSync(log, 'utf8');
  started.push(child);
  return child;
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  return code;
}

/** Waits for a request to be answered with `status`. */
export async function answers(url, status = 200) {
  let seen;
  await until(
    async () => (seen = await fetch(url).then(answer => answer.status, error => error.cause?.code)) === status,
    () => `${url} answers ${seen} and not ${status}`,
  );
}

export async function until(condition, otherwise) {
  const end = Date.now() + PATIENCE;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`after ${PATIENCE / 1000} s ${otherwise()}; the programs said:\n${started.map(child => child.output().slice(-2000)).join('\n')}`);
    await new Promise(done => setTimeout(done, 20));
  }
}

/** A process and all that it has started. */
export async function family(pid) {
  const children = new Map();
  for (const entry of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const all = [pid];
  for (const member of all) all.push(...(children.get(member) ?? []));
  return all;
}
