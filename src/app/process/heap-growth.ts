import { setFlagsFromString } from 'node:v8';

/**
 * Garbage collection starts when the heap is 30 percent larger than it was after the last one. By
 * default, V8 may wait until it is four times as large: a burst of large responses would add
 * hundreds of megabytes, although almost nothing of it is in use.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=30');
}
