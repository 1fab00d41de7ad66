declare module 'express-serve-static-core' {
  interface Request {
    /** Why it was refused before Express had it. */
    refusal?: unknown;
  }
}

export {};
