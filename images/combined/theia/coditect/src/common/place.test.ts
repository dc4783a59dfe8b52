import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from './place';

test('a workspace host tells workspace, namespace and the way back', () => {
    assert.deepEqual(placeOf(new URL('http://ada--team--a.coditect.localhost:8080/theia/')), {
        workspace: 'ada',
        namespace: 'team--a',
        dashboard: 'http://coditect.localhost:8080/workspaces/ada',
    });
});

test('another host tells of no workspace', () => {
    for (const url of ['http://localhost:3001/', 'http://coditect.ai/', 'http://10.0.0.1/', 'http://--x.y/']) {
        assert.equal(placeOf(new URL(url)), undefined, url);
    }
});
