import proxyAddress from 'proxy-addr';
import type { TrustProxy } from '../../platform/config/values/trust-proxy.js';
import { normalAddress } from './client-address.js';

type TrustedProxies = Exclude<TrustProxy, string[]> | ReturnType<typeof proxyAddress.compile>;

/**
 * The value of Express for `trust proxy`. Express does not recognize a proxy that another proxy
 * reports with its port.
 */
export function trustedProxies(configured: TrustProxy): TrustedProxies {
  if (!Array.isArray(configured)) return configured;
  const isTrusted = proxyAddress.compile(configured);
  // A closed connection has no address.
  return (address: string | undefined, hop) => isTrusted(normalAddress(address ?? ''), hop);
}
