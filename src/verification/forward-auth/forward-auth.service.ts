import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AssistantNotFoundError } from '../../assistants/assistants.errors.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { InsufficientScopeError } from '../../admission/admission.errors.js';
import type { Principal } from '../../admission/principal.js';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';

@Injectable()
export class ForwardAuthService {
  constructor(private readonly assistants: AssistantsService) {}

  /**
   * Checks that a user can see the assistant that the query names. The guards have already checked
   * the scope of an assistant token. Gateways cannot handle 404, so an unknown assistant is refused
   * like one out of reach.
   *
   * @throws InvalidRequestError, InsufficientScopeError
   */
  async requireReach(principal: Principal, request: Request): Promise<void> {
    const named = request.query.assistantId;
    if (principal.assistant !== null || named === undefined) return;
    if (typeof named !== 'string') throw new InvalidRequestError('Send assistantId only once.');
    try {
      await this.assistants.getReadable(principal, named);
    } catch (error) {
      if (error instanceof AssistantNotFoundError) throw new InsufficientScopeError();
      throw error;
    }
  }
}
