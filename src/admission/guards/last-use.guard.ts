import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { LastUseRecorder } from '../../tokens/usage/last-use.recorder.js';
import { clientAddress } from '../network/client-address.js';
import { requestOf } from './request-of.js';

/** Refuses nothing: notes the use of a token that may be used from where it comes. */
@Injectable()
export class LastUseGuard implements CanActivate {
  constructor(
    private readonly lastUse: LastUseRecorder,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    if (principal !== undefined && principal.kind !== 'session') {
      this.lastUse.note(principal, this.clock.now(), clientAddress(request));
    }
    return true;
  }
}
