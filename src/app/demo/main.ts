import { onSupportedNode } from '../process/supported-node.js';

await onSupportedNode(() => import('./run-demo.js'));
