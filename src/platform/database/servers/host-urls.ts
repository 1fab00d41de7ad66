const AUTHORITY = /^(postgres(?:ql)?:\/\/)([^/?#]*@)?([^/?#]*)(.*)$/is;

/**
 * One URL for each host of a URL such as `postgres://a:5432,b:5432/db`. libpq reads such URLs, but
 * node-postgres does not.
 */
export function hostUrls(url: string): [string, ...string[]] {
  const [, scheme = '', user = '', hosts = '', rest = ''] = AUTHORITY.exec(url) ?? [];
  const [first, ...others] = hosts.split(',').map((host) => scheme + user + host + rest);
  return hosts.includes(',') && first !== undefined ? [first, ...others] : [url];
}
