import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../platform/config/load-config.js';
import { settingsWithoutEffect } from './settings-without-effect.js';

const FIRST_START = { username: 'admin', created: true };
const LATER_START = { username: 'admin', created: false };

const DATABASE_URL = 'postgres://localhost/tokens';
const MODEL = { MODEL_BASE_URL: 'https://api.example.com/v1', MODEL_DEFAULT: 'some-model' };

function linesOf(environment: NodeJS.ProcessEnv, admin = FIRST_START): string[] {
  return settingsWithoutEffect(environment, loadConfig(environment), admin);
}

describe('a setting that has no effect gets one line', () => {
  it.each([
    ['METRICS_HOST', 'METRICS_PORT is not set', { METRICS_HOST: '0.0.0.0' }],
    ['MODEL_TIMEOUT', 'MODEL_BASE_URL is not set', { MODEL_TIMEOUT: '30' }],
    ['MODEL_API_VERSION', 'MODEL_BASE_URL is not set', { MODEL_API_VERSION: '1' }],
    ['MODEL_HEADERS', 'MODEL_BASE_URL is not set', { MODEL_HEADERS: 'a=b' }],
  ])('at every start: %s', (name, reason, environment) => {
    expect(linesOf(environment)).toEqual([`${name} has no effect: ${reason}.`]);
    expect(linesOf(environment, LATER_START)).toEqual([`${name} has no effect: ${reason}.`]);
  });

  it('ADMIN_PASSWORD, if an admin exists', () => {
    expect(linesOf({ ADMIN_PASSWORD: 'correct horse battery staple' }, LATER_START)).toEqual([
      'ADMIN_PASSWORD has no effect: the admin "admin" already exists and keeps its password.',
    ]);
  });

  it('ADMIN_USERNAME, if the admin has another username', () => {
    expect(linesOf({ ADMIN_USERNAME: 'boss' }, LATER_START)).toEqual([
      'ADMIN_USERNAME has no effect: the admin "admin" already exists, and the service creates only the first one.',
    ]);
  });

  it('DATA_DIR, with DATABASE_URL and without a generated password', () => {
    const line = 'DATA_DIR has no effect: the service uses the database of DATABASE_URL.';
    const environment = { DATABASE_URL, DATA_DIR: 'data' };
    expect(linesOf(environment, LATER_START)).toEqual([line]);
    expect(linesOf({ ...environment, ADMIN_PASSWORD: 'twelve bytes' })).toEqual([line]);
  });
});

describe('a setting that has an effect gets no line', () => {
  it.each([
    ['no setting', {}, LATER_START],
    ['empty settings', { METRICS_HOST: ' ', ADMIN_PASSWORD: '' }, LATER_START],
    ['METRICS_HOST', { METRICS_HOST: '0.0.0.0', METRICS_PORT: '9464' }, LATER_START],
    ['MODEL_TIMEOUT', { MODEL_TIMEOUT: '30', ...MODEL }, LATER_START],
    [
      'MODEL_CONCURRENCY, which also limits the echo model',
      { MODEL_CONCURRENCY: '5' },
      LATER_START,
    ],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'twelve bytes' }, FIRST_START],
    ['ADMIN_USERNAME', { ADMIN_USERNAME: 'admin' }, LATER_START],
    ['DATA_DIR', { DATA_DIR: 'data' }, LATER_START],
    ['DATA_DIR, for a generated password', { DATA_DIR: 'data', DATABASE_URL }, FIRST_START],
  ])('%s', (_name, environment, admin) => {
    expect(linesOf(environment, admin)).toEqual([]);
  });
});
