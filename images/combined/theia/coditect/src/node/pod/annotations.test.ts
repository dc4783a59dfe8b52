import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeOf, parseAnnotations, setupOf } from './annotations';

test('values are read as Go quotes them', () => {
    const annotations = parseAnnotations('a.b/c="x=\\"y\\"\\n\\u00e9\\U0001f600\\x07\\\\n"\nplain="1"\nbroken\n');
    assert.deepEqual([...annotations], [['a.b/c', 'x="y"\n\u00e9\u{1f600}\x07\\n'], ['plain', '1']]);
});

test('the notices are those of this system', () => {
    const at = '2026-11-25T02:00:00Z';
    assert.deepEqual(noticeOf(parseAnnotations(`coditect.ai/suspend-at="${at}"\nother/restart-at="x"`)), { suspendAt: at });
    assert.deepEqual(noticeOf(new Map()), {});
});

test('a set-up is of one workspace', () => {
    const setup = 'coditect.ai/setup="{\\"startCommand\\":\\"make\\"}"';
    assert.equal(setupOf(parseAnnotations(setup)), undefined);
    assert.deepEqual(setupOf(parseAnnotations(`${setup}\ncoditect.ai/workspace-uid="u"`)), { uid: 'u', spec: { startCommand: 'make' } });
});
