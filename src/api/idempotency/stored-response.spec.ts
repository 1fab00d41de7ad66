import { describe, expect, it } from '@jest/globals';
import { generateSecret } from '../../admission/credentials/secret.js';
import { toStoredBody } from './stored-response.js';

const WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('the stored body of a response', () => {
  it('is the whole body if it contains no secret', () => {
    const body = { id: '1', data: { z: 1, a: [null] }, _links: {} };
    expect(JSON.stringify(toStoredBody(body))).toBe(JSON.stringify(body));
  });

  it.each(['i5s_', 'i5t_', 'i5c_'])('replaces a value with its hint: %s', (prefix) => {
    const token = generateSecret(prefix);
    expect(toStoredBody({ id: '1', token })).toEqual({
      id: '1',
      token: `${token.slice(0, 10)}…`,
      notice: expect.stringContaining('shown once'),
    });
  });

  it.each([WEBHOOK_SECRET, `whsec_${'a1'.repeat(21)}b=`])(
    'replaces a signing secret with its hint: %s',
    (secret) => {
      expect(toStoredBody({ secret })).toMatchObject({
        secret: 'whsec_…',
        notice: expect.any(String),
      });
    },
  );

  it('contains no secret anywhere, and a notice only if the request created one', () => {
    const token = generateSecret('i5t_');
    const kept = toStoredBody({ notes: `a ${token} b`, list: [{ [token]: WEBHOOK_SECRET }] });
    const hint = `${token.slice(0, 10)}…`;
    expect(kept).toEqual({ notes: `a ${hint} b`, list: [{ [hint]: 'whsec_…' }] });
  });

  it('has a notice about the missing value, even if it was masked before', () => {
    expect(toStoredBody({ token: 'i5t_Zk3Qv9…' })).toHaveProperty('notice');
  });

  it('is null if the body is too large', () => {
    expect(toStoredBody({ text: 'x'.repeat(300_000) })).toBeNull();
  });
});
