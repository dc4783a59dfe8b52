import { describe, expect, it } from 'vitest';
import { safeNext } from '@/place/next';
import { placeOf } from '@/place/place';

const site = new URL('https://ide.example.com/login');
const follow = (next: string | null) => safeNext(next, site)?.href;

describe('a next that is followed', () => {
  it.each([
    ['/workspaces/engine?a=1#b', 'https://ide.example.com/workspaces/engine?a=1#b'],
    ['https://ide.example.com/sessions', 'https://ide.example.com/sessions'],
    [
      'https://engine--coditect.ide.example.com/theia/',
      'https://engine--coditect.ide.example.com/theia/',
    ],
    ['https://engine--a--b.ide.example.com/', 'https://engine--a--b.ide.example.com/'],
  ])('%s', (next, target) => {
    expect(follow(next)).toBe(target);
  });
});

describe('a next that is ignored', () => {
  it.each([
    ['nothing', null],
    ['an empty one', ''],
    ['another site', 'https://evil.example/'],
    ['another site without a scheme', '//evil.example/'],
    ['another site behind backslashes', '/\\evil.example/'],
    ['another site behind control characters', '/\t/evil.example/'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['another scheme', 'http://ide.example.com/'],
    ['another port', 'https://ide.example.com:8443/'],
    ['a host that only begins alike', 'https://ide.example.com.evil.example/'],
    ['a host that only ends alike', 'https://engine--coditect.evil-ide.example.com/'],
    ['a host below that is no workspace', 'https://docs.ide.example.com/'],
    ['a host two below', 'https://a--b.c.ide.example.com/'],
    ['a workspace of another site', 'https://engine--coditect.evil.example/'],
    ['a workspace on another port', 'https://engine--coditect.ide.example.com:8443/'],
    ['a user in the address', 'https://ide.example.com@evil.example/'],
    ['a user at the right place', 'https://a:b@ide.example.com/'],
    ['no address at all', 'https://'],
  ])('%s', (_, next) => {
    expect(follow(next)).toBeUndefined();
  });
});

describe('a place', () => {
  it('is a workspace on its own host', () => {
    expect(placeOf(new URL('http://a-b--c--d.localhost:8080/x'))).toEqual({
      workspace: 'a-b',
      namespace: 'c--d',
      site: 'http://localhost:8080',
    });
  });

  it.each(['http://localhost:8080', 'https://ide.example.com', 'https://--ns.example.com'])(
    'is the site at %s',
    (address) => {
      expect(placeOf(new URL(address))).toBeUndefined();
    },
  );
});
