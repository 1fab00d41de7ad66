import { verifyFile } from './verify-file.js';

const { text, exitCode } = await verifyFile(process.argv.slice(2));
process.stdout.write(`${text}\n`);
process.exitCode = exitCode;
