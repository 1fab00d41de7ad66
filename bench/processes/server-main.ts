import { once } from 'node:events';
import { Profiler } from '../profiling/profiler.js';
import { startJose } from '../servers/jose.js';
import { startOneSelect } from '../servers/one-select.js';
import { startPlainNest } from '../servers/plain-nest/plain-nest.js';
import { startRawHttp } from '../servers/raw-http.js';
import { startService } from '../servers/service.js';
import { startTwoInserts } from '../servers/two-inserts.js';
import { countQueries } from './count-queries.js';
import { serve } from './serve.js';
import type { OwnOptions } from './server-options.js';

const queries = countQueries();
const [options] = (await once(process, 'message')) as [OwnOptions];
serve(await start(), { queries, profiler: new Profiler() });

function start() {
  switch (options.kind) {
    case 'raw':
      return startRawHttp(options);
    case 'plain-nest':
      return startPlainNest(options);
    case 'jose':
      return startJose();
    case 'one-select':
      return startOneSelect(options);
    case 'two-inserts':
      return startTwoInserts(options);
    case 'service':
      return startService(options);
  }
}
