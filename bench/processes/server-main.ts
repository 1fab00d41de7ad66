import { startBareNest } from '../servers/bare-nest.js';
import { startJose } from '../servers/jose.js';
import { startOneSelect } from '../servers/one-select.js';
import { startRawHttp } from '../servers/raw-http.js';
import { startService } from '../servers/service.js';
import { startTwoInserts } from '../servers/two-inserts.js';
import { countQueries } from './count-queries.js';
import { serve } from './serve.js';
import type { OwnOptions } from './server-options.js';

const queries = countQueries();
const options = JSON.parse(process.argv[2] ?? '') as OwnOptions;
serve(await start(), queries);

function start() {
  switch (options.kind) {
    case 'raw':
      return startRawHttp(options.body);
    case 'jose':
      return startJose();
    case 'one-select':
      return startOneSelect(options);
    case 'two-inserts':
      return startTwoInserts(options);
    case 'service':
      return startService(options);
    default:
      return startBareNest(options);
  }
}
