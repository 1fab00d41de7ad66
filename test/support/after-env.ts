import { afterEach, expect } from '@jest/globals';
import { findLeaks, takeDrifts } from './response-watch.js';

afterEach(() => {
  expect(takeDrifts()).toEqual([]);
  expect(findLeaks()).toEqual([]);
});
