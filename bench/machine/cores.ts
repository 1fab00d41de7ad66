import { spawnSync } from 'node:child_process';

/** Cores of their own for the service and for what works on it; null where they cannot be had. */
export interface Cores {
  service: string;
  /** One, or several separated by commas. */
  others: string;
}

/** Puts this process, its threads and all it will start on the cores of the others. */
export function takeCores(): Cores | null {
  const [service, ...rest] = allowedCores();
  if (service === undefined || rest.length === 0) return null;
  const others = rest.join(',');
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
