import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AssistantNotFoundError } from '../../assistants/assistants.errors.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { InsufficientScopeError } from '../../admission/admission.errors.js';
import type { Principal } from '../../admission/principal.js';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';
import { principalHeaders } from './principal-headers.js';

@Injectable()
export class ForwardAuthService {
  constructor(private readonly assistants: AssistantsService) {}

  /**
   * Returns the headers for the gateway, after it has checked that a user can see the named
   * assistant. The guards have already checked the scope of an assistant token.
   *
   * @throws InvalidRequestError, InsufficientScopeError
   */
  async verify(principal: Principal, request: Request): Promise<Record<string, string>> {
    if (principal.assistant === null) {
      await this.requireReach(principal, request.query.assistantId);
    }
    return principalHeaders(principal);
  }

  /** Gateways cannot handle 404, so an unknown assistant is refused like one out of reach. */
  private async requireReach(principal: Principal, named: unknown): Promise<void> {
    if (named === undefined) return;
    if (typeof named !== 'string') throw new InvalidRequestError('Send assistantId only once.');
    try {
      await this.assistants.getReadable(principal, named);
    } catch (error) {
      if (error instanceof AssistantNotFoundError) throw new InsufficientScopeError();
      throw error;
    }
  }
}
