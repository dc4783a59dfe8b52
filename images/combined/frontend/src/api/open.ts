import { answer, api } from './client';
import type { Workspace } from './types';

/**
 * Starts a workspace for somebody who wants to work in it. The session that this browser has for
 * it goes on; otherwise one begins, so that they can see and end it later.
 */
export async function openWorkspace(workspace: Workspace): Promise<Workspace> {
  const { name, namespace } = workspace;
  const { session } = await answer(api.POST('/api/auth/validate', { body: {} }));
  if (session?.workspace === `${namespace}/${name}`) {
    if (workspace.running) return workspace;
    return answer(api.POST('/api/workspaces/{name}/start', { params: { path: { name } } }));
  }
  const body = { workspace: name, waitSeconds: 0 };
  const created = await answer(api.POST('/api/sessions', { body }));
  return created.workspace ?? workspace;
}
