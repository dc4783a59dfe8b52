// Prints as JSON how large the image is, how soon the IDE listens, and how much memory it takes, each
// beside the floor of an empty Node server in the same image.
import { readFile } from 'node:fs/promises';
import { answers, family, start, stop } from './slot.mjs';

const SERVER = "require('node:http').createServer((_, answer) => answer.end()).listen(3001, '127.0.0.1')";
/** Milliseconds of rest before memory is counted: Node collects garbage when it has nothing else to do. */
const REST = 5_000;

/** Bytes that a process and its children have for themselves, with their part of what they share. */
async function pss(pid) {
  const sizes = (await family(pid)).map(async member => {
    const rollup = await readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => '');
    return Number(/^Pss: +(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function measure(...command) {
  const began = performance.now();
  const child = start(...command);
  await answers('http://127.0.0.1:3001/');
  const seconds = (performance.now() - began) / 1000;
  await new Promise(done => setTimeout(done, REST));
  const memory = await pss(child.pid);
  await stop(child);
  return { seconds, memory };
}

// The first start reads the image from the disk, which a node does once.
await measure('/opt/coditect/bin/theia');
const floor = await measure('/usr/local/bin/node', '-e', SERVER);
const theia = await measure('/opt/coditect/bin/theia');
console.log(JSON.stringify({ imageBytes: Number(process.env.IMAGE_BYTES), theia, floor }));
