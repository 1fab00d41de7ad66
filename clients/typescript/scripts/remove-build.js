import { rmSync } from 'node:fs';

/** A file that is no longer made would still be packed. */
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
