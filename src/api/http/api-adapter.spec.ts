import { describe, expect, it } from '@jest/globals';
import { ApiAdapter } from './api-adapter.js';

describe('ApiAdapter', () => {
  it.each(['httpsOptions', 'forceCloseConnections', 'return503OnClosing'])(
    'does not leave out an option without a word: %s',
    (option) => {
      expect(() => {
        new ApiAdapter().initHttpServer({ [option]: {} });
      }).toThrow(option);
    },
  );

  it('does not forget handlers that run first', () => {
    const adapter = new ApiAdapter();
    adapter.useFirst();
    expect(() => {
      adapter.useFirst();
    }).toThrow('already');
  });
});
