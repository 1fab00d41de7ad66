import type { StateOf } from './state.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Computes the state of the response body. */
    stateOf?: StateOf<object>;
  }
}
