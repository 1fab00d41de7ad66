import type { Config } from '../../platform/config/config.js';
import { servesHttps } from '../../platform/config/public-url.js';
import { isWellFormedSecret } from '../credentials/secret.js';

const NAME = 'assistant-tokens';
/**
 * A browser accepts this name only from a page of this very host, and only by TLS. So no other host
 * of the domain can set the cookie.
 */
const SECURE_NAME = `__Host-${NAME}`;
/** The name up to version 0.2. Version 0.4 will not read it any more. */
export const OLD_SESSION_COOKIE = 'sid';

const SESSION_PAIR = /^\s*([^\s=]+)\s*=\s*"?(i5s_\w+)"?\s*$/;

export function sessionCookieName(config: Pick<Config, 'publicUrl'>): string {
  return servesHttps(config) ? SECURE_NAME : NAME;
}

/**
 * The sessions in a `Cookie` header. Only if there is none under the present name, the old one counts.
 */
export function sessionsIn(
  cookie: string | undefined,
  config: Pick<Config, 'publicUrl'>,
): string[] {
  if (cookie === undefined) return [];
  const sessions = sessionsNamed(sessionCookieName(config), cookie);
  return sessions.length > 0 ? sessions : sessionsNamed(OLD_SESSION_COOKIE, cookie);
}

export function hasOldSession(cookie: string | undefined): boolean {
  return cookie !== undefined && sessionsNamed(OLD_SESSION_COOKIE, cookie).length > 0;
}

/** Other applications on this host may use the same name, so a value of another format is not ours. */
function sessionsNamed(name: string, cookie: string): string[] {
  return cookie
    .split(';')
    .map((pair) => SESSION_PAIR.exec(pair) ?? [])
    .filter(([, found]) => found === name)
    .map(([, , value = '']) => value)
    .filter(isWellFormedSecret);
}
