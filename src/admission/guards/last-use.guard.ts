import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { CredentialUsed } from '../credential-used.js';
import { clientAddress } from '../network/client-address.js';
import { requestOf } from './request-of.js';

/** Records the last use of a token. Refuses nothing. */
@Injectable()
export class LastUseGuard implements CanActivate {
  constructor(
    private readonly used: CredentialUsed,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    if (principal !== undefined && principal.kind !== 'session') {
      this.used.note(principal, this.clock.now(), clientAddress(request));
    }
    return true;
  }
}
