import type { Schemas } from '../schema/operation-types.js';

/**
 * What a route asks of a token. Whatever a route leaves out is as the verifier has it; what is named
 * must have a value, so that nothing is opened by a variable that is not set.
 */
export interface Requirements<Request = unknown> {
  /**
   * The natural id of the assistant that the route is about, such as `team:sales-assistant`; of a JWT
   * its UUID does too. A function that returns undefined refuses the request.
   */
  assistantId?: string | ((request: Request) => string | undefined);
  /** The `aud` of JWTs, where it is not the assistant: any one of these. */
  audience?: string | readonly string[];
  /** All of these, such as `assistant:use`. */
  scope?: string | readonly string[];
  /** The kinds that are let in. Of a JWT the kind is not known: it is refused then. */
  types?: readonly Schemas['CredentialKind'][];
  /**
   * Let in sessions, and personal tokens, which are not limited to one assistant, although
   * `assistantId` names one. Whether their user may see that is not known here.
   */
  allowUnlimited?: boolean;
  /** Let in child tokens that are for one chat: the route looks at `chatId` itself. */
  allowChatBound?: boolean;
  /** The route changes nothing, whatever its method: read-only tokens are let in. */
  onlyReads?: boolean;
  /** The address of the client, for tokens with `cidr`, where the framework does not tell it. */
  clientAddress?: (request: Request, ...rest: never[]) => string | undefined;
}

/** The parts of a request that are looked at. */
export interface Presentation {
  /** The header `Authorization`. */
  authorization: string | null | undefined;
  method: string;
  /** The header `Origin`. */
  origin?: string | undefined;
  /** The address of the client. */
  address?: string | undefined;
}

const NAMES = [
  'assistantId',
  'audience',
  'scope',
  'types',
  'allowUnlimited',
  'allowChatBound',
  'onlyReads',
  'clientAddress',
] as const satisfies (keyof Requirements)[];

/**
 * @param ofVerifier may have other members
 * @throws TypeError for one that is named and has no value
 */
export function mergeRequirements<Request>(
  ofVerifier: Requirements<never>,
  ofRoute: Requirements<Request>,
): Requirements<Request> {
  const merged: Record<string, unknown> = {};
  for (const requirements of [ofVerifier, ofRoute]) {
    for (const name of NAMES) {
      if (!(name in requirements)) continue;
      if (requirements[name] === undefined) throw new TypeError(`\`${name}\` has no value.`);
      merged[name] = requirements[name];
    }
  }
  return merged;
}
