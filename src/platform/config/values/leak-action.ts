export const LEAK_ACTIONS = ['alert', 'pause', 'revoke'] as const;
export type LeakAction = (typeof LEAK_ACTIONS)[number];
