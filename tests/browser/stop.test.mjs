// A stop is graceful: programs in terminals get their time, and the backend says that all went well.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { IS_LOCAL, System } from './system.mjs';

const skip = IS_LOCAL ? false : 'a pod does not show how its container ended';
let system;
before(async () => {
  if (IS_LOCAL) system = await System.start();
});
after(() => system?.stop());

test('a program in a terminal finishes what it writes when the IDE is stopped', { skip }, async () => {
  const ide = await system.ide();
  await ide.run(`bash -c "trap 'sleep 2; echo finished > result.txt; exit' HUP; touch begun.txt; while :; do sleep 0.1; done"`);
  await ide.reads('begun.txt', '');
  await ide.page.close();
  assert.deepEqual(await system.local.kill('SIGTERM'), { code: 0, signal: null });
  assert.equal(await readFile(join(system.local.workspace, 'result.txt'), 'utf8'), 'finished\n');
});
