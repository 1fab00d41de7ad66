import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { NotAcceptableError } from '../../common/request.errors.js';
import { negotiateMediaType } from '../../hal/media-type.js';

/** A malformed request is told so only after the caller turned out to be allowed to make it. */
@Injectable()
export class RequestShapeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.bodyError) throw request.bodyError;
    if (negotiateMediaType(request) === null) throw new NotAcceptableError();
    return true;
  }
}
