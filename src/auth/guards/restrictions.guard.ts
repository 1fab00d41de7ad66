import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AddressNotAllowedError, OriginNotAllowedError } from '../auth.errors.js';
import { clientAddress } from '../client-address.js';
import { isAddressInBlocks } from '../../tokens/cidr-blocks.js';
import { isOriginOfHost } from '../../tokens/origin-host.js';
import { requestOf } from './request-of.js';

/** May the token be used from this address and this origin? */
@Injectable()
export class RestrictionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    if (!principal) return true;
    if (principal.cidr !== null && !isAddressInBlocks(clientAddress(request), principal.cidr)) {
      throw new AddressNotAllowedError();
    }
    if (principal.host !== null && !isOriginOfHost(request.headers.origin, principal.host)) {
      throw new OriginNotAllowedError();
    }
    return true;
  }
}
