import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { DATABASE_OUTAGES, outageIn, sqlStateOf } from './database-outage.js';

function sent(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('It says no.', 0, 'error'), { code });
}

const failed = (code: string) => new QueryFailedError('SELECT 1', [], sent(code));

/** Appendix A of the manual of PostgreSQL, without the classes of success and warnings. */
const BUGS = `03 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 26 27 2B 2D 2F 34 38 39 3B 3F 44 P0`.split(
  ' ',
);

describe('the table of outages', () => {
  it.each(['08', '28', '3D', '40', '53', '57', '58', '72', 'XX'])(
    'has every error of the class %s',
    (sqlClass) => {
      expect(outageIn(failed(`${sqlClass}000`))).not.toBeNull();
      expect(outageIn(sent(`${sqlClass}ZZZ`))).not.toBeNull();
    },
  );

  it.each([
    ['25006', 'it is read-only'],
    ['25P03', 'a transaction was idle for too long'],
    ['25P04', 'a transaction took too long'],
    ['40003', 'no standby has confirmed the change'],
    ['40P01', 'transactions stand in the way of each other'],
    ['53100', 'its disk is full'],
    ['53200', 'it has no memory left'],
    ['53300', 'it accepts no more connections'],
    ['53400', 'it lacks a resource'],
    ['55P03', 'a lock was not available in time'],
    ['57014', 'a statement was canceled'],
    ['57P01', 'it ended the connection'],
    ['57P03', 'it is starting or stopping'],
    ['58030', 'its system failed'],
  ])('tells what %s means', (code, reason) => {
    expect(outageIn(failed(code))).toMatchObject({ reason });
    expect(sqlStateOf(failed(code))).toBe(code);
    expect(sqlStateOf(sent(code))).toBe(code);
  });

  it.each(BUGS)('has no error of the class %s, which is a bug of the service', (sqlClass) => {
    expect(outageIn(failed(`${sqlClass}000`))).toBeNull();
  });

  it.each(['25001', '25P02', '42601', '42703', '42P01', '54001', '55000'])(
    'does not have %s, which is a bug of the service',
    (code) => {
      expect(outageIn(failed(code))).toBeNull();
    },
  );

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'CERT_HAS_EXPIRED'])(
    'has the error %s of a socket, which has no SQLSTATE',
    (code) => {
      const error = Object.assign(new Error('It is away.'), { code });
      expect(outageIn(error)).not.toBeNull();
      expect(sqlStateOf(error)).toBeUndefined();
    },
  );

  it.each([
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout exceeded when trying to connect'),
    new Error('timeout expired'),
    new Error('Client has encountered a connection error and is not queryable'),
    new QueryRunnerAlreadyReleasedError(),
    new QueryRunnerProviderAlreadyReleasedError(),
  ])('knows a lost connection by "$message"', (error) => {
    expect(outageIn(error)).toEqual(DATABASE_OUTAGES['08']);
  });

  it.each([new TypeError('It is broken.'), 'a text', undefined, null])(
    'has nothing for %s',
    (error) => {
      expect(outageIn(error)).toBeNull();
    },
  );

  it('tells a client when to try again', () => {
    for (const { retryAfterSeconds } of Object.values(DATABASE_OUTAGES)) {
      expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
    }
  });
});
