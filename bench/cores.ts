import { spawnSync } from 'node:child_process';

/** Cores of their own for the service and for what works on it; null where they cannot be had. */
export interface Cores {
  service: string;
  others: string;
}

/** Puts this process, its threads and all it will start on the core of the others. */
export function takeCores(): Cores | null {
  const [service, others] = allowedCores();
  if (service === undefined || others === undefined) return null;
  const pinned = spawnSync('taskset', ['-a', '-c', '-p', others, String(process.pid)]);
  return pinned.status === 0 ? { service, others } : null;
}

/** Expands what taskset prints, such as `pid 7's current affinity list: 0,2-5`. */
function allowedCores(): string[] {
  const { status, stdout } = spawnSync('taskset', ['-c', '-p', String(process.pid)]);
  if (status !== 0) return [];
  const list = stdout.toString().trim().split(': ').at(-1) ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}
