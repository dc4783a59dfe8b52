import type { QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { Workspace } from '@/api/types';

/** Takes over all workspaces, as told when the stream begins. */
export function replaceAll(client: QueryClient, workspaces: Workspace[]): void {
  client.setQueryData(keys.workspaces, workspaces);
  const known = new Map(workspaces.map((workspace) => [workspace.name, workspace]));
  for (const query of client.getQueryCache().findAll({ queryKey: keys.workspaces })) {
    const name = query.queryKey[1];
    if (typeof name !== 'string') continue;
    const workspace = known.get(name);
    if (workspace) client.setQueryData(keys.workspace(name), workspace);
    else remove(client, name);
  }
}

/** Takes over one workspace, new or changed. */
export function replaceOne(client: QueryClient, workspace: Workspace): void {
  client.setQueryData(keys.workspace(workspace.name), workspace);
  client.setQueryData<Workspace[]>(keys.workspaces, (all) => {
    if (!all) return all;
    const others = all.filter(({ name }) => name !== workspace.name);
    return [...others, workspace].sort((a, b) => a.name.localeCompare(b.name));
  });
  void client.invalidateQueries({ queryKey: keys.workspaceEvents(workspace.name) });
}

/** Forgets a workspace; `null` says to a page that shows it that it is gone. */
export function remove(client: QueryClient, name: string): void {
  client.setQueryData<Workspace[]>(keys.workspaces, (all) =>
    all?.filter((workspace) => workspace.name !== name),
  );
  client.setQueryData<Workspace | null>(keys.workspace(name), (known) => known && null);
}
