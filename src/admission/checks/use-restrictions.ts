import type { Request } from 'express';
import { isAddressInBlocks } from '../credentials/cidr-blocks.js';
import { isOriginOfHost } from '../credentials/origin-host.js';
import { AddressNotAllowedError, OriginNotAllowedError } from '../admission.errors.js';
import { clientAddress } from '../network/client-address.js';
import type { Principal } from '../principal.js';

/**
 * May the credential be used from this address and this origin?
 *
 * @throws AddressNotAllowedError, OriginNotAllowedError
 */
export function requireUseFrom({ cidr, host }: Principal, request: Request): void {
  if (cidr !== null && !isAddressInBlocks(clientAddress(request), cidr)) {
    throw new AddressNotAllowedError();
  }
  if (host !== null && !isOriginOfHost(request.headers.origin, host)) {
    throw new OriginNotAllowedError();
  }
}
