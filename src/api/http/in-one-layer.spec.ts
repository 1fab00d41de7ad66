import { describe, expect, it, jest } from '@jest/globals';
import type { Request, RequestHandler, Response } from 'express';
import { inOneLayer } from './in-one-layer.js';

const request = {} as Request;
const response = {} as Response;
const pass: RequestHandler = (_request, _response, next) => {
  next();
};

function run(...handlers: RequestHandler[]): jest.Mock<(error?: unknown) => void> {
  const next = jest.fn<(error?: unknown) => void>();
  void inOneLayer(...handlers)(request, response, next);
  return next;
}

describe('inOneLayer', () => {
  it('goes on after the last handler', () => {
    const next = run(pass, pass);
    expect(next.mock.calls).toEqual([[undefined]]);
  });

  it('leaves out the rest when a handler refuses', () => {
    const rest = jest.fn<RequestHandler>();
    const next = run((_request, _response, proceed) => {
      proceed(new Error('refused'));
    }, rest);
    expect(next.mock.calls).toEqual([[new Error('refused')]]);
    expect(rest).not.toHaveBeenCalled();
  });

  it('passes on what a handler throws', () => {
    const next = run(pass, () => {
      throw new Error('thrown');
    });
    expect(next.mock.calls).toEqual([[new Error('thrown')]]);
  });

  it('passes on what a handler throws after one that has waited', async () => {
    const next = run(
      (_request, _response, proceed) => {
        queueMicrotask(proceed);
      },
      () => {
        throw new Error('thrown later');
      },
    );
    expect(next).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(next.mock.calls).toEqual([[new Error('thrown later')]]);
  });

  it('passes on why a promise was rejected', async () => {
    const next = run(() => Promise.reject(new Error('rejected')));
    await Promise.resolve();
    expect(next.mock.calls).toEqual([[new Error('rejected')]]);
  });

  it('goes on only once', () => {
    const next = jest.fn<(error?: unknown) => void>(() => {
      throw new Error('thrown by what comes after');
    });
    expect(() => void inOneLayer(pass, pass)(request, response, next)).toThrow('comes after');
    expect(next).toHaveBeenCalledTimes(1);
  });
});
