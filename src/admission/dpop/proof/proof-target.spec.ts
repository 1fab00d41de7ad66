import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { targetOf } from './proof-target.js';

describe('targetOf', () => {
  const request = (originalUrl: string) =>
    ({ method: 'POST', originalUrl, protocol: 'http', host: '10.0.0.7:3000' }) as Request;

  it.each(['/api/chats', 'http://evil.example/api/chats', 'https://tokens.example.com/api/chats'])(
    'takes the path of %s, and the host of the service',
    (target) => {
      expect(targetOf(request(target), { publicUrl: 'https://tokens.example.com' })).toEqual({
        methods: ['POST'],
        uris: ['https://tokens.example.com/api/chats'],
      });
      expect(targetOf(request(target), { publicUrl: null }).uris).toEqual([
        'http://10.0.0.7:3000/api/chats',
      ]);
    },
  );

  it('does not read a host from a path', () => {
    const { uris } = targetOf(request('//evil.example/api'), { publicUrl: 'https://a.example' });
    expect(uris).toEqual(['https://a.example//evil.example/api']);
  });
});
