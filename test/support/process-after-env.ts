import { afterAll } from '@jest/globals';
import { endEverything } from './service-process.js';

afterAll(endEverything, 60_000);
