/** Leaves the app for `target`: another host, or a fresh start that keeps nothing in memory. */
export function leave(target: string | URL): void {
  window.location.assign(target);
}
