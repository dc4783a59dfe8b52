// Prints the IDE's footprint as JSON: seconds until it listens (the middle one of five starts), and
// mebibytes of proportional memory (PSS) of its processes, idle and with a page, its plugin host and a
// terminal.
//
//   node measure.mjs
import { readFile, readdir } from 'node:fs/promises';
import { LocalIde } from './local.mjs';
import { System } from './system.mjs';

const STARTS = 5;
/** Milliseconds after which a started process has given back what it needed for its start. */
const SETTLED = 15_000;
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

async function listeningSeconds() {
  const ide = await LocalIde.start();
  await ide.stop();
  return ide.listenedAfter / 1_000;
}

/** A process and all below it. */
async function tree(root) {
  const parents = new Map();
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = pid => pid === root || (parents.has(pid) && isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow);
}

async function memory(root) {
  const sizes = await Promise.all((await tree(root)).map(async pid => {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}

const starts = [];
for (let i = 0; i < STARTS; i += 1) starts.push(await listeningSeconds());
const system = await System.start();
const { pid } = system.local.backend;
await pause(SETTLED);
const idle = await memory(pid);
const ide = await system.ide();
await ide.run('true');
await pause(SETTLED);
const used = await memory(pid);
await system.stop();
const middle = starts.sort((a, b) => a - b)[Math.floor(STARTS / 2)];
console.log(JSON.stringify({ listeningSeconds: Number(middle.toFixed(2)), idlePssMiB: idle, usedPssMiB: used }));
