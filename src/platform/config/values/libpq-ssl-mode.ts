const SSL_MODE = /[?&]sslmode=/;
const COMPATIBILITY = /[?&]uselibpqcompat=/;

/** Lets `sslmode` mean what libpq says. On its own, node-postgres treats `require` as `verify-full`. */
export function withLibpqSslMode(url: string): string {
  const needsIt = SSL_MODE.test(url) && !COMPATIBILITY.test(url);
  return needsIt ? `${url}&uselibpqcompat=true` : url;
}
