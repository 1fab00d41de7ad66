import { Injectable } from '@nestjs/common';
import { AssistantsService } from '../../../assistants/assistants.service.js';
import { ACCESS_CHECKS } from '../../../admission/checks/checks.js';
import { requirePassed } from '../../../admission/checks/require-passed.js';
import type { Principal } from '../../../admission/principal.js';
import { NotFoundError } from '../../../platform/errors/domain-error.js';
import { paths } from '../../../api/hal/links.js';
import { ASSISTANT_USE, ownUse } from '../../assistant-use.js';
import { InvalidTargetError } from '../oauth.errors.js';
import type { TokenExchangeDto } from '../dto/token-exchange.dto.js';

export interface TargetAssistant {
  id: string;
  naturalId: string;
}

/** Finds the assistant that a JWT is limited to. */
@Injectable()
export class ExchangeTargetService {
  constructor(private readonly assistants: AssistantsService) {}

  /**
   * The JWT of an assistant token is for its assistant. The JWT of a personal token is for the assistant
   * that the request names, which its user must be able to see.
   *
   * @returns `null` if a request for a personal token names no assistant
   * @throws InvalidTargetError, or the refusal of a check: `forbidden`, `seat_required`
   */
  async find(
    principal: Principal,
    request: Pick<TokenExchangeDto, 'audience' | 'resource'>,
    issuer: string,
  ): Promise<TargetAssistant | null> {
    const names = namesIn(request, issuer);
    if (principal.assistant === null && names.length === 0) return null;
    if (principal.assistant !== null) requireNamed(principal.assistant, names);
    requirePassed(ACCESS_CHECKS, principal, ASSISTANT_USE, ownUse(principal));
    const target = principal.assistant ?? (await this.findVisible(principal, names));
    requireNamed(target, names);
    return target;
  }

  private async findVisible(principal: Principal, [name = '']: string[]): Promise<TargetAssistant> {
    try {
      return (await this.assistants.getReadable(principal, name)).assistant;
    } catch (error) {
      if (error instanceof NotFoundError) throw new InvalidTargetError();
      throw error;
    }
  }
}

/** The names of the assistant in `audience`, and in the URLs of `resource`. */
function namesIn(
  { audience, resource }: Pick<TokenExchangeDto, 'audience' | 'resource'>,
  issuer: string,
): string[] {
  const located = resource && nameInUrl(resource, `${issuer}${paths.assistants()}/`);
  return [audience, located].filter((name) => name !== undefined);
}

/** @returns an empty string, which names no assistant, for any other URL */
function nameInUrl(url: string, base: string): string {
  return url.startsWith(base) ? url.slice(base.length) : '';
}

function requireNamed({ id, naturalId }: TargetAssistant, names: string[]): void {
  if (names.some((name) => name !== naturalId && name.toLowerCase() !== id)) {
    throw new InvalidTargetError();
  }
}
