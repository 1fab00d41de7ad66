import { once } from 'node:events';
import { countQueries } from '../processes/count-queries.ts';
import { serve } from '../processes/serve.ts';
import type { PeerOptions } from '../processes/server-messages.ts';
import { startBetterAuth } from './better-auth.ts';
import { startOidcProvider } from './oidc-provider.ts';

const queries = countQueries();
const [options] = (await once(process, 'message')) as [PeerOptions];
serve(
  options.kind === 'better-auth'
    ? await startBetterAuth(options.databaseUrl)
    : await startOidcProvider(),
  { queries },
);
