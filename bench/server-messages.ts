/** What a server process is started with. */
export type ServerOptions =
  | { kind: 'raw'; body: object }
  | { kind: 'bare' | 'bare+helmet' | 'bare+helmet+log'; body: object }
  | { kind: 'known-credential'; databaseUrl: string; secret: string }
  | { kind: 'service'; databaseUrl: string; adminPassword: string };

export interface Usage {
  /** User and system time of the process. */
  cpuMicroseconds: number;
  /** Requests begun. */
  requests: number;
  /** Statements sent to the database. */
  queries: number;
}

/** What a server process sends to the benchmark: when it listens, and when asked for its usage. */
export interface Answer {
  listening: { url: string };
  usage: Usage;
}
