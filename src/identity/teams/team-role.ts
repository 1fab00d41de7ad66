export const TEAM_ROLES = ['admin', 'editor', 'viewer'] as const;

export type TeamRole = (typeof TEAM_ROLES)[number];
