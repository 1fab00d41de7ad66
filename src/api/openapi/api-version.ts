/** That of `package.json`: see docs/versioning.md for what it promises. */
export const API_VERSION = '0.2.0';
