import type { PreferenceSchema } from '@theia/core/lib/common/preferences';

export const TERMINAL_OUTPUT = 'coditect.activity.terminalOutput';

export const ACTIVITY_PREFERENCES: PreferenceSchema = {
    properties: {
        [TERMINAL_OUTPUT]: {
            type: 'boolean',
            default: false,
            description: 'Whether what programs print in terminals keeps the workspace from being suspended, as keys and the pointer do.',
        },
    },
};
