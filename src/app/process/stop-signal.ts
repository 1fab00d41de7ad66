const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;

/**
 * Resolves on SIGTERM or SIGINT. Under npm it also resolves when the parent ends: npm starts the
 * service through a shell, and a signal to npm ends that shell but does not reach the service.
 *
 * A later signal ends the process at once, which is the default. A signal within the same second does
 * not, because npm forwards a Ctrl-C that the terminal has already sent to the service.
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
