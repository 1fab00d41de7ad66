import { Injectable } from '@nestjs/common';
import { AssistantNotFoundError } from '../assistants/assistants.errors.js';
import { AssistantsService } from '../assistants/assistants.service.js';
import { InsufficientScopeError } from '../auth/auth.errors.js';
import type { Principal } from '../auth/principal.js';
import { InvalidRequestError } from '../common/request.errors.js';

@Injectable()
export class ForwardAuthService {
  constructor(private readonly assistants: AssistantsService) {}

  /**
   * May the principal see the assistant that the gateway names? The scope of an assistant token is
   * judged before. A gateway knows no 404, so one that does not exist is out of reach like any other.
   *
   * @throws InvalidRequestError, InsufficientScopeError
   */
  async requireReach(principal: Principal, named: unknown): Promise<void> {
    if (principal.assistant !== null || named === undefined) return;
    if (typeof named !== 'string') throw new InvalidRequestError('Name one assistant.');
    try {
      await this.assistants.getReadable(principal, named);
    } catch (error) {
      if (error instanceof AssistantNotFoundError) throw new InsufficientScopeError();
      throw error;
    }
  }
}
