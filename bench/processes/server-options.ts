import type { PlainOptions } from '../servers/plain-nest/plain-nest.js';
import type { RawOptions } from '../servers/raw-http.js';
import type { SelectOptions } from '../servers/one-select.js';
import type { ServiceOptions } from '../servers/service.js';
import type { InsertsOptions } from '../servers/two-inserts.js';
import type { PeerOptions } from './server-messages.js';

/** What a server process of this package is started with. */
export type OwnOptions =
  RawOptions | PlainOptions | { kind: 'jose' } | SelectOptions | InsertsOptions | ServiceOptions;

export type ServerOptions = OwnOptions | PeerOptions;
