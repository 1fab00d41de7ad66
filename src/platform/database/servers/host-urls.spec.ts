import { describe, expect, it } from '@jest/globals';
import { hostUrls } from './host-urls.js';

describe('hostUrls', () => {
  it('makes one URL for each host', () => {
    expect(hostUrls('postgres://u:p%2Cw@a:5432,[::1],b:1/db?sslmode=require')).toEqual([
      'postgres://u:p%2Cw@a:5432/db?sslmode=require',
      'postgres://u:p%2Cw@[::1]/db?sslmode=require',
      'postgres://u:p%2Cw@b:1/db?sslmode=require',
    ]);
  });

  it.each([
    'postgres://u:p@a:5432/db',
    'postgres:///db?host=/run/postgresql',
    'postgres://u,v@a/d',
  ])('leaves %s as it is', (url) => {
    expect(hostUrls(url)).toEqual([url]);
  });
});
