import { placeOf } from './place';

/**
 * Where `next` leads, if it is safe to follow from the site at `here`: to the site itself, or to a
 * workspace's host right below it. Anything else could be a trap that only looks like this site.
 */
export function safeNext(
  next: string | null,
  here: Pick<URL, 'origin' | 'protocol' | 'host'>,
): URL | undefined {
  if (!next) return undefined;
  let target: URL;
  try {
    target = new URL(next, here.origin);
  } catch {
    return undefined;
  }
  if (target.username || target.password) return undefined;
  if (target.origin === here.origin) return target;
  return placeOf(target)?.site === `${here.protocol}//${here.host}` ? target : undefined;
}

/** `path` with a `next` that brings people back to `target`. */
export function withNext(path: string, target: string): string {
  return `${path}?${new URLSearchParams({ next: target }).toString()}`;
}
