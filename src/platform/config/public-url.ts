import type { Config } from './config.js';

type Published = Pick<Config, 'publicUrl'>;

/** Whether clients reach the service by TLS. */
export function servesHttps({ publicUrl }: Published): boolean {
  return publicUrl?.startsWith('https://') ?? false;
}

/** Where pages of this service come from; `null` if `PUBLIC_URL` is not set. */
export function publicOrigin({ publicUrl }: Published): string | null {
  return publicUrl === null ? null : new URL(publicUrl).origin;
}

/** The path that the proxy in front of the service removes, such as `/tokens`. Empty without one. */
export function publicPath({ publicUrl }: Published): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}
