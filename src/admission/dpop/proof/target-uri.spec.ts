import { describe, expect, it } from '@jest/globals';
import { normaliseTarget } from './target-uri.js';

const TARGET = 'https://tokens.example.com/api/chats';

describe('normaliseTarget', () => {
  it.each([
    TARGET,
    'HTTPS://tokens.example.com/api/chats',
    'https://Tokens.EXAMPLE.com/api/chats',
    'https://tokens.example.com:443/api/chats',
    'https://tokens.example.com:/api/chats',
    'https://tokens.example.com/api/chats?start=30&limit=10',
    'https://tokens.example.com/api/chats?',
    'https://tokens.example.com/api/chats#top',
    'https://tokens.example.com/api/chats?a=b#c',
    'https://tokens.example.com/api/./chats',
    'https://tokens.example.com/api/teams/../chats',
    'https://tokens.example.com/../api/chats',
    'https://tokens.example.com/%61pi/ch%61ts',
    'https://tokens.example.com/api/%2e/chats',
  ])('treats %s as the same', (uri) => {
    expect(normaliseTarget(uri)).toBe(TARGET);
  });

  it.each([
    'http://tokens.example.com/api/chats',
    'https://tokens.example.com:8443/api/chats',
    'https://tokens.example.com.evil.example/api/chats',
    'https://tokens.example.com/api/Chats',
    'https://tokens.example.com/api/chats/',
    'https://tokens.example.com//api/chats',
    'https://tokens.example.com/api%2Fchats',
    'https://tokens.example.com/api/chats%3Fa',
    'https://tokens.example.com/',
  ])('treats %s as different', (uri) => {
    expect(normaliseTarget(uri)).not.toBeNull();
    expect(normaliseTarget(uri)).not.toBe(TARGET);
  });

  it.each([
    ['https://a.example/x%2fy', 'https://a.example/x%2Fy'],
    ['https://a.example/x%7ey', 'https://a.example/x~y'],
    ['https://a.example', 'https://a.example/'],
    ['http://a.example:80', 'http://a.example/'],
    ['https://[2001:DB8:0::1]/', 'https://[2001:db8::1]/'],
    ['https://a.example/team:sales', 'https://a.example/team:sales'],
    ['https://a.example/%252e', 'https://a.example/%252e'],
  ])('normalises %s to %s', (uri, normal) => {
    expect(normaliseTarget(uri)).toBe(normal);
  });

  it.each([
    '',
    '/api/chats',
    'tokens.example.com/api/chats',
    'ftp://tokens.example.com/api/chats',
    'https:/tokens.example.com/api/chats',
    'https://',
    'https://user@tokens.example.com/api/chats',
    'https://:secret@tokens.example.com/api/chats',
    String.raw`https://tokens.example.com\api\chats`,
    ' https://tokens.example.com/api/chats',
    'https://tokens.example.com/api/ch\tats',
    'https://tokens.example.com/api/chats\n',
    'https://tokens.example.com/äpi',
    'https://tokens.example.com:99999/',
  ])('refuses %j', (uri) => {
    expect(normaliseTarget(uri)).toBeNull();
  });
});
