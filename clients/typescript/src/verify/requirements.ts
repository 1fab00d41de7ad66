import type { Schemas } from '../schema/operation-types.js';

/**
 * What a route requires of a token. A route inherits what it omits from the verifier. A requirement that
 * is present must have a value, so that an unset variable never opens a route.
 */
export interface Requirements<Request = unknown> {
  /**
   * The natural id of the assistant of the route, such as `team:sales-assistant`. For a JWT you may also
   * use the UUID. A function that returns undefined refuses the request.
   */
  assistantId?: string | ((request: Request) => string | undefined);
  /** Accepted values for the `aud` of JWTs, if it is not the assistant. */
  audience?: string | readonly string[];
  /** The token must have all of these, such as `assistant:use`. */
  scope?: string | readonly string[];
  /** Accepted kinds of tokens. A JWT does not contain its kind, so this refuses all JWTs. */
  types?: readonly Schemas['CredentialKind'][];
  /**
   * Accepts sessions and personal tokens, although `assistantId` names an assistant. The middleware does
   * not check whether their user may see that assistant.
   */
  allowUnlimited?: boolean;
  /** Accepts child tokens that are restricted to one chat. Your route must check `chatId`. */
  allowChatBound?: boolean;
  /** The route changes nothing, so read-only tokens may use it with every method. */
  onlyReads?: boolean;
  /** Returns the client address for tokens with `cidr`, if the framework does not provide it. */
  clientAddress?: (request: Request, ...rest: never[]) => string | undefined;
}

/** The parts of a request that matter. */
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
 * @param ofVerifier may contain other members
 * @throws TypeError for a requirement without a value
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
