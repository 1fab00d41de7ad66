/** The same as in `package.json`. docs/versioning.md says what it promises. */
export const API_VERSION = '0.2.0';
