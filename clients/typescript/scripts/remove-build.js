import { rmSync } from 'node:fs';

/** Otherwise the package would contain files of earlier builds. */
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
