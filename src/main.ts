import { readEnvironment } from './platform/config/environment.js';
import { limitHeapGrowth } from './app/process/heap-growth.js';
import { onSupportedNode } from './app/process/supported-node.js';

await onSupportedNode(async () => {
  limitHeapGrowth();
  const { runService } = await import('./app/process/run-service.js');
  await runService(process.argv.slice(2), readEnvironment());
});
