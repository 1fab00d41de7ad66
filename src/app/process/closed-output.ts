/**
 * Keeps the process working when nobody reads its output any more, as in `npm start -- --help | head`.
 */
export function ignoreClosedOutput(): void {
  for (const output of [process.stdout, process.stderr]) output.on('error', ignoreIfClosed);
}

function ignoreIfClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
