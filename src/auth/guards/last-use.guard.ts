import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Clock } from '../../common/clock.js';
import { LastUseRecorder } from '../../tokens/last-use.recorder.js';
import { clientAddress } from '../client-address.js';

/** Refuses nothing: notes the use of a token that may be used from where it comes. */
@Injectable()
export class LastUseGuard implements CanActivate {
  constructor(
    private readonly lastUse: LastUseRecorder,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { credentialId: tokenId, secretVersion: version = null } = request.principal ?? {};
    if (tokenId !== undefined && version !== null) {
      this.lastUse.note({
        tokenId,
        version,
        at: this.clock.now(),
        address: clientAddress(request),
      });
    }
    return true;
  }
}
