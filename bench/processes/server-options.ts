import type { BareOptions } from '../servers/bare-nest.js';
import type { SelectOptions } from '../servers/one-select.js';
import type { ServiceOptions } from '../servers/service.js';
import type { InsertsOptions } from '../servers/two-inserts.js';
import type { PeerOptions } from './server-messages.js';

/** What a server process of this package is started with. */
export type OwnOptions =
  | { kind: 'raw'; body: object }
  | BareOptions
  | { kind: 'jose' }
  | SelectOptions
  | InsertsOptions
  | ServiceOptions;

export type ServerOptions = OwnOptions | PeerOptions;
