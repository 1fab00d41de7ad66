import type { Request, Response } from 'express';

/** What an Express application has besides what its types tell: the prototypes of what it handles. */
export interface ExpressPrototypes {
  readonly request: Request;
  readonly response: Response;
}
