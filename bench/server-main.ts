import { countQueries, countRequests } from './counts.js';
import type { Answer, ServerOptions } from './server-messages.js';
import { startBareNest } from './servers/bare-nest.js';
import { startKnownCredential } from './servers/known-credential.js';
import { startRawHttp } from './servers/raw-http.js';
import { startService } from './servers/service.js';

const queries = countQueries();
const requests = countRequests();
const options = JSON.parse(process.argv[2] ?? '') as ServerOptions;
const server = await start();

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  send({
    cpuMicroseconds: user + system,
    requests: requests.count,
    queries: queries.count,
  });
});
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  void server.stop().finally(() => process.exit());
});
send({ url: server.url });

function start() {
  switch (options.kind) {
    case 'raw':
      return startRawHttp(options.body);
    case 'known-credential':
      return startKnownCredential(options);
    case 'service':
      return startService(options);
    default:
      return startBareNest(options);
  }
}

function send(answer: Answer[keyof Answer]): void {
  process.send?.(answer);
}
