const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;

/**
 * Resolves when the process is asked to stop: by SIGTERM or SIGINT, or, under npm, when the shell
 * that npm puts in between is gone, since a signal to npm ends that shell and goes no further.
 *
 * A later signal ends the process at once, as by default. One that comes with the first does not:
 * npm passes on the Ctrl-C that the terminal has sent to the service too.
 */
export function nextStopSignal({ npm_lifecycle_event }: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve) => {
    const parent = npm_lifecycle_event === undefined ? null : watchParent(stop);
    function stop() {
      clearInterval(parent ?? undefined);
      resolve();
      setTimeout(() => {
        process.removeListener('SIGTERM', stop);
        process.removeListener('SIGINT', stop);
      }, SAME_SIGNAL_MS).unref();
    }
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

function watchParent(onGone: () => void): NodeJS.Timeout {
  const { ppid } = process;
  return setInterval(() => {
    if (process.ppid !== ppid) onGone();
  }, PARENT_CHECK_MS).unref();
}
