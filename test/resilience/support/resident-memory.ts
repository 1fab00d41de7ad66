import { readFileSync } from 'node:fs';

const SAMPLE_EVERY_MS = 20;
const KIB_PER_MIB = 1_024;

/** Watches how much memory a process has in use. Works on Linux only. */
export class ResidentMemory {
  private highest = 0;
  private readonly sampling: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.sampling = setInterval(() => {
      this.sample();
    }, SAMPLE_EVERY_MS);
  }

  /** @returns the highest size in MiB since the last call */
  takeHighest(): number {
    this.sample();
    const { highest } = this;
    this.highest = 0;
    return Math.round(highest);
  }

  stop(): void {
    clearInterval(this.sampling);
  }

  private sample(): void {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const [, size = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    this.highest = Math.max(this.highest, Number(size) / KIB_PER_MIB);
  }
}
