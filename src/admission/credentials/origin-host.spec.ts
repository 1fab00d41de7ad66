import { describe, expect, it } from '@jest/globals';
import { isHostWithin, isOriginOfHost, normaliseHost } from './origin-host.js';

describe('normaliseHost', () => {
  it.each([
    ['example.com', 'example.com'],
    [' App.Example.COM ', 'app.example.com'],
    ['example.com:8443', 'example.com:8443'],
    ['example.com:65535', 'example.com:65535'],
    ['localhost', 'localhost'],
    ['192.0.2.1', '192.0.2.1'],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ])('writes %j as %s', (text, host) => {
    expect(normaliseHost(text)).toBe(host);
  });

  it.each([
    '',
    '.',
    'https://example.com',
    'example.com/path',
    'user@example.com',
    '*.example.com',
    '-example.com',
    'example-.com',
    'example..com',
    'example.com.',
    'example.com:',
    'example.com:0',
    'example.com:0443',
    'example.com:123456',
    'example.com:65536',
    '256.0.0.1',
    'example.com:a',
    'example.com,example.org',
    'exa mple.com',
    'münchen.de',
    `${'a'.repeat(64)}.com`,
  ])('refuses %j', (text) => {
    expect(normaliseHost(text)).toBeNull();
  });
});

describe('isOriginOfHost', () => {
  it.each([
    ['https://example.com', 'example.com'],
    ['http://example.com', 'example.com'],
    ['https://EXAMPLE.com', 'example.com'],
    ['https://example.com:8443', 'example.com'],
    ['https://example.com:8443', 'example.com:8443'],
    ['https://example.com', 'example.com:443'],
    ['http://example.com', 'example.com:80'],
  ])('%s is an origin of %s', (origin, host) => {
    expect(isOriginOfHost(origin, host)).toBe(true);
  });

  it.each([
    [undefined, 'example.com'],
    ['', 'example.com'],
    ['null', 'example.com'],
    ['null', 'null'],
    ['example.com', 'example.com'],
    ['https://example.com.evil.net', 'example.com'],
    ['https://evil-example.com', 'example.com'],
    ['https://app.example.com', 'example.com'],
    ['https://example.com@evil.net', 'example.com'],
    ['https://evil.net/example.com', 'example.com'],
    ['https://evil.net#example.com', 'example.com'],
    ['https://example.com:8443', 'example.com:9443'],
    ['https://example.com', 'example.com:8443'],
    ['http://example.com', 'example.com:443'],
    ['https://example.com', 'example.com:80'],
  ])('%s is no origin of %s', (origin, host) => {
    expect(isOriginOfHost(origin, host)).toBe(false);
  });
});

describe('isHostWithin', () => {
  it.each([
    ['example.com', 'example.com'],
    ['example.com:8443', 'example.com:8443'],
    ['example.com:8443', 'example.com'],
  ])('%s lies within %s', (narrow, wide) => {
    expect(isHostWithin(narrow, wide)).toBe(true);
  });

  it.each([
    ['example.com', 'example.com:8443'],
    ['example.com:8443', 'example.com:9443'],
    ['app.example.com', 'example.com'],
    ['example.com.evil.net', 'example.com'],
  ])('%s does not lie within %s', (narrow, wide) => {
    expect(isHostWithin(narrow, wide)).toBe(false);
  });
});
