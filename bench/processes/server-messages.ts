import type { StepShares } from '../profiling/profiler.js';

/** Servers of other projects, which live in `peers/` with packages of their own. */
export type PeerOptions = { kind: 'oidc-provider' } | { kind: 'better-auth'; databaseUrl: string };

export interface RunningServer {
  url: string;
  /** What its clients present, when it made that itself. */
  credential?: string;
  stop: () => Promise<unknown>;
}

export interface Usage {
  /** User and system time of the process. */
  cpuMicroseconds: number;
  /** Statements sent to the database. */
  queries: number;
}

/** In bytes, after a garbage collection. */
export interface Memory {
  /** Without the free pages of the heap, which V8 keeps for a while. */
  resident: number;
  /** With them. */
  withFreePages: number;
  heap: number;
}

export type Question = 'usage' | 'memory' | 'start-profile' | 'stop-profile';

/** What a server process sends to the benchmark: when it listens, and when asked. */
export interface Answers {
  listening: Pick<RunningServer, 'url' | 'credential'>;
  usage: Usage;
  memory: Memory;
  'start-profile': null;
  'stop-profile': StepShares;
}
