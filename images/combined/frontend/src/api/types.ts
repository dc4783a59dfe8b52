import type { components } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type User = Schemas['User'];
export type Phase = Schemas['Phase'];
export type Workspace = Schemas['Workspace'];
export type CreateWorkspace = Schemas['CreateWorkspace'];
export type DeletedWorkspace = Schemas['DeletedWorkspace'];
export type WorkspaceEvent = Schemas['WorkspaceEvent'];
export type Condition = Schemas['Condition'];
export type SetupSpec = Schemas['SetupSpec'];
export type SetupProgress = Schemas['SetupProgress'];
export type Step = Schemas['SetupStep'];
export type Session = Schemas['Session'];
export type Pool = Schemas['Pool'];
export type GitCredential = Schemas['GitCredential'];
