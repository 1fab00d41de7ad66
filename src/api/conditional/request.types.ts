import type { StateOf } from './state.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Of the body that it is answered with. */
    stateOf?: StateOf<object>;
  }
}
