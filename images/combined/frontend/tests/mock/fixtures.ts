import type {
  Condition,
  Pool,
  Session,
  User,
  Workspace,
  WorkspaceEvent,
  GitCredential,
} from '@/api/types';

/** The time in every test. */
export const NOW = new Date('2026-03-14T09:30:00Z');

const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const after = (minutes: number) => before(-minutes);

export const ada: User = {
  id: '5c1c9a36-7a4f-4c0e-9a8e-0f2f1d3c5b77',
  email: 'ada@example.com',
  displayName: 'Ada',
  createdAt: '2025-12-10T08:00:00Z',
};

export function workspace(name: string, change: Partial<Workspace> = {}): Workspace {
  return {
    name,
    namespace: 'coditect',
    displayName: null,
    owner: ada.id,
    pool: 'coditect-combined',
    phase: 'Running',
    ready: true,
    running: true,
    reclaimPolicy: 'Retain',
    idle: null,
    maxLifetime: null,
    resources: null,
    storage: null,
    url: `http://${name}--coditect.localhost:4173/`,
    slot: 'coditect-combined-hybrid-0',
    volumes: { workspace: 'pvc-6d1f0c52-workspace', config: 'pvc-6d1f0c52-config' },
    conditions: [
      condition('Ready', 'True', 'PodReady', 'the workspace answers at its endpoint'),
      condition('Claimed', 'True', 'SlotClaimed', 'it has slot coditect-combined-hybrid-0'),
      condition('Progressing', 'False', 'Converged', ''),
    ],
    createdAt: before(60 * 24 * 12),
    setup: null,
    setupProgress: null,
    lastActivity: before(4),
    suspendAt: after(56),
    restartAt: null,
    ...change,
  };
}

export const condition = (
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
): Condition => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: before(38),
});

export const suspended = (name: string, change: Partial<Workspace> = {}): Workspace =>
  workspace(name, {
    phase: 'Suspended',
    ready: false,
    running: false,
    lastActivity: before(60 * 26),
    suspendAt: null,
    restartAt: null,
    conditions: [
      condition('Ready', 'False', 'Suspended', 'spec.running is false; the files are kept'),
      condition('Claimed', 'True', 'SlotClaimed', 'it has slot coditect-combined-hybrid-0'),
    ],
    ...change,
  });

export const starting = (name: string, change: Partial<Workspace> = {}): Workspace =>
  workspace(name, {
    phase: 'Starting',
    ready: false,
    conditions: [
      condition('Ready', 'False', 'PodStarting', 'containers with unready status: [theia]'),
      condition('Claimed', 'True', 'SlotClaimed', 'it has slot coditect-combined-hybrid-0'),
    ],
    ...change,
  });

export const setup = {
  identity: { name: 'Ada Lovelace', email: 'ada@example.com' },
  repository: { url: 'https://git.example.com/analytical/engine.git', ref: 'main', depth: 1 },
  dotfiles: { url: 'https://git.example.com/ada/dotfiles.git' },
  startCommand: 'npm install',
  attempt: 0,
};

export const settingUp = workspace('engine', {
  displayName: 'Analytical engine',
  setup,
  setupProgress: {
    phase: 'Running',
    step: 'repository',
    message: 'Receiving objects: 1204 of 2866',
    percent: 42,
    attempt: 0,
    updatedAt: before(0),
  },
});

export const setupFailed = workspace('engine', {
  displayName: 'Analytical engine',
  setup,
  setupProgress: {
    phase: 'Failed',
    step: 'repository',
    message: 'fatal: could not read from git.example.com: the credential was not accepted',
    percent: null,
    attempt: 1,
    updatedAt: before(2),
  },
});

export const workspaces: Workspace[] = [
  settingUp,
  suspended('looms', { displayName: 'Jacquard looms', reclaimPolicy: 'Delete' }),
  workspace('notes', { lastActivity: before(190), suspendAt: null }),
  starting('tables', { displayName: 'Bernoulli numbers', lastActivity: before(60 * 24 * 3) }),
];

export const events: WorkspaceEvent[] = [
  {
    type: 'Normal',
    reason: 'PodReady',
    message: 'the workspace answers at its endpoint',
    count: 1,
    lastSeen: before(38),
  },
  {
    type: 'Warning',
    reason: 'FailedScheduling',
    message: '0/3 nodes are available: 3 Insufficient memory.',
    count: 4,
    lastSeen: before(39),
  },
  {
    type: 'Normal',
    reason: 'SlotClaimed',
    message: 'claimed slot coditect-combined-hybrid-0',
    count: 1,
    lastSeen: before(41),
  },
];

export const session = (id: string, of: Workspace | null, minutes: number): Session => ({
  id,
  state: of ? (of.ready ? 'ready' : 'suspended') : 'gone',
  workspace: of,
  url: of?.url ?? null,
  message: null,
  createdAt: before(minutes + 120),
  expiresAt: after(60 * 24 - minutes - 120),
  lastSeen: before(minutes),
});

export const sessions: Session[] = [
  session('s-1', settingUp, 1),
  session('s-2', suspended('looms', { displayName: 'Jacquard looms' }), 300),
  session('s-3', null, 720),
];

export const pools: Pool[] = [
  {
    name: 'coditect-combined',
    ready: true,
    message: '',
    image: 'registry.example.com/coditect/combined:1.4.0',
    isDefault: true,
    capacity: { warmSpares: 2, coldSpares: 5, maximum: 40 },
    slots: { claimed: 17, warm: 2, cold: 5 },
    storage: { workspace: '10Gi', config: '5Gi' },
    resources: {
      requests: { cpu: '250m', memory: '512Mi' },
      limits: { cpu: '2', memory: '4Gi' },
    },
  },
  {
    name: 'large',
    ready: false,
    message: 'filling: 1 of 2 warm spares run',
    image: 'registry.example.com/coditect/combined-full:1.4.0',
    isDefault: false,
    capacity: { warmSpares: 2, coldSpares: 2, maximum: 8 },
    slots: { claimed: 3, warm: 1, cold: 2 },
    storage: { workspace: '50Gi', config: '5Gi' },
    resources: { requests: { cpu: '2', memory: '8Gi' }, limits: { cpu: '8', memory: '32Gi' } },
  },
];

export const gitCredentials: GitCredential[] = [
  { host: 'git.example.com', username: 'ada', updatedAt: before(60 * 24 * 5) },
];
