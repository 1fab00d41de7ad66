export const PASSWORD_MIN_BYTES = 12;

/** bcrypt ignores every byte after the 72nd. */
export const PASSWORD_MAX_BYTES = 72;
