import { describe, expect, it, jest } from '@jest/globals';
import type { Request, Response } from 'express';
import { forwardedRequest } from './forwarded-request.js';

describe('forwardedRequest', () => {
  const after = (method: string, path: string) => {
    const request = { method, path, headers: {} } as Request;
    const next = jest.fn();
    void forwardedRequest(request, {} as Response, next);
    expect(next).toHaveBeenCalledWith();
    return [request.method, request.forwardedMethod];
  };

  it.each(['/api/auth/verify', '/api/auth/verify/', '/API/auth/Verify'])(
    'makes the question a GET, however Express lets %s be written',
    (path) => {
      for (const method of ['OPTIONS', 'POST', 'DELETE', 'PROPFIND']) {
        expect(after(method, path)).toEqual(['GET', method]);
      }
      expect(after('GET', path)).toEqual(['GET', undefined]);
      expect(after('HEAD', path)).toEqual(['HEAD', undefined]);
    },
  );

  it.each([
    '/api/auth/verify/more',
    '/api/auth/verify//',
    '/api/auth/session',
    '/x/api/auth/verify',
  ])('leaves %s as it is', (path) => {
    expect(after('POST', path)).toEqual(['POST', undefined]);
  });
});
