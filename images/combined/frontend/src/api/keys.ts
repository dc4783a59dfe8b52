/** The keys of what is cached of the API. */
export const keys = {
  me: ['me'],
  token: ['token'],
  workspaces: ['workspaces'],
  workspace: (name: string) => ['workspaces', name],
  workspaceEvents: (name: string) => ['workspace-events', name],
  sessions: ['sessions'],
  pools: ['pools'],
  gitCredentials: ['git-credentials'],
} as const;
