import { Injectable } from '@nestjs/common';
import { AssistantsService } from '../../assistants/assistants.service.js';
import type { ListedAssistant } from '../../assistants/assistants.service.js';
import { isPermitted } from '../../api/discovery/is-permitted.js';
import type { Caller, Principal } from '../../admission/principal.js';
import { DEFAULT_LIMIT } from '../../api/hal/page.js';
import { operationOf } from '../../api/openapi/operation.js';
import { ChildrenService } from '../children/children.service.js';
import type { ChildView } from '../children/child-view.js';
import type { Token } from '../token.entity.js';
import type { TokenView } from '../token-views.js';

/** Resources to embed in tokens, limited to those that the caller could read directly. */
export interface TokenEmbeds {
  principal: Principal;
  /** By UUID. */
  assistants: ReadonlyMap<string, ListedAssistant>;
  /** The first page of the child tokens; undefined if the request did not ask for them. */
  children?: ChildView[] | undefined;
}

/** A token or child token in a list. */
export type Listed = Pick<Token, 'assistantId'> | Pick<ChildView, 'parentId' | 'assistantUuid'>;

/** @returns the UUID of the assistant; `null` if there is none */
export function assistantOf(token: Listed): string | null {
  return 'parentId' in token ? token.assistantUuid : token.assistantId;
}

const FIRST_PAGE = { start: 0, limit: DEFAULT_LIMIT, cursor: undefined };

@Injectable()
export class TokenEmbedding {
  constructor(
    private readonly assistants: AssistantsService,
    private readonly children: ChildrenService,
  ) {}

  /** Uses at most two queries for all tokens. */
  async ofMany(
    { principal }: Caller,
    tokens: readonly Listed[],
    names: readonly string[] = [],
  ): Promise<TokenEmbeds> {
    const ids = names.includes('assistant') ? readableIds(principal, tokens) : [];
    const found = await this.assistants.findReadable(principal, ids);
    return { principal, assistants: new Map(found.map((one) => [one.assistant.id, one])) };
  }

  /** @throws TokenNotFoundError if the token was deleted in the meantime */
  async ofOne(
    caller: Caller,
    view: TokenView | ChildView,
    names: readonly string[],
  ): Promise<TokenEmbeds> {
    const { principal } = caller;
    const embeds = await this.ofMany(caller, ['parentId' in view ? view : view.token], names);
    if (!names.includes('children') || 'parentId' in view) return embeds;
    const { id, type } = view.token;
    const mayList = isPermitted(principal, operationOf('listChildTokens'), { id });
    if (type !== 'assistant' || !mayList) return embeds;
    const { rows } = await this.children.list(caller, id, 'active', FIRST_PAGE);
    return { ...embeds, children: rows };
  }
}

function readableIds(principal: Principal, tokens: readonly Listed[]): string[] {
  const operation = operationOf('getAssistant');
  const ids = new Set(tokens.flatMap((token) => assistantOf(token) ?? []));
  return [...ids].filter((id) => isPermitted(principal, operation, { id }));
}
