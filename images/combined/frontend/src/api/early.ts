import { placeOf } from '@/place/place';

/** Answers that are on their way before the script that wants them is. */
const onTheirWay = new Map<string, Promise<Response>>();

/** What the page at `path` asks the API for, besides who is asking. */
function askedAt(path: string): string[] {
  const [, area, name] = path.split('/');
  switch (area) {
    case 'dashboard':
      return ['/api/workspaces', '/api/sessions'];
    case 'sessions':
      return ['/api/sessions'];
    case 'pools':
      return ['/api/pools'];
    case 'profile':
      return ['/api/git-credentials'];
    case 'workspaces':
      if (!name) return ['/api/workspaces'];
      if (name === 'new') return ['/api/pools'];
      return [`/api/workspaces/${name}`, `/api/workspaces/${name}/events`];
    default:
      return [];
  }
}

/** Asks for what the first page needs, while the app's script is still being fetched. */
export function askEarly(address: Pick<URL, 'protocol' | 'host' | 'pathname'>): void {
  // On a workspace's own host there is no API.
  const asked = placeOf(address) ? [] : askedAt(address.pathname);
  for (const path of asked.length > 0 ? ['/api/users/me', ...asked] : []) {
    const answer = fetch(path, { headers: { accept: 'application/json' } });
    // Whoever takes it sees the failure.
    answer.catch(() => undefined);
    onTheirWay.set(path, answer);
  }
}

/** The early answer to `request`, once. */
export function takeEarly(request: Request): Promise<Response> | undefined {
  if (request.method !== 'GET') return undefined;
  const { pathname } = new URL(request.url);
  const answer = onTheirWay.get(pathname);
  onTheirWay.delete(pathname);
  return answer;
}

/** For when somebody else logs in: the answers were for who was there before. */
export function forgetEarly(): void {
  onTheirWay.clear();
}
