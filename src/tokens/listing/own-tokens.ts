import { Injectable } from '@nestjs/common';
import type { ShownTokenStatus } from '../../admission/credentials/token.types.js';
import type { Principal } from '../../admission/principal.js';
import { readPage } from '../../api/hal/read-page.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import type { Rows, Slice } from '../../api/hal/read-page.js';
import { Clock } from '../../platform/clock/clock.js';
import { TokenAccess } from '../access/token-access.js';
import { parentState } from '../children/child-status.js';
import { ChildTokensRepository, withCountedLast } from '../children/child-tokens.repository.js';
import { viewOf } from '../children/child-view.js';
import type { ChildView } from '../children/child-view.js';
import { TokenSecretsRepository } from '../secrets/token-secrets.repository.js';
import { statusOf } from '../../admission/credentials/token-status.js';
import { describeStatus } from '../token.entity.js';
import type { Token } from '../token.entity.js';

type Own = Token | ChildView;

/** What a token may know of the tokens of its assistant: itself and its children. */
@Injectable()
export class OwnTokens {
  constructor(
    private readonly access: TokenAccess,
    private readonly children: ChildTokensRepository,
    private readonly secrets: TokenSecretsRepository,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @throws TokenNotFoundError */
  async list(
    principal: Principal,
    status: ShownTokenStatus,
    request: PageRequest,
  ): Promise<Page<Own>> {
    const { token, rights } = await this.access.find(principal, 'self');
    const now = this.clock.now();
    const state = parentState(token, await this.secrets.findByToken(token.id), now);
    const children = this.children.rows(token.id, state, status, now);
    const itself = hasStatus(token, status, now) ? [token] : [];
    const rows: Rows<Own> = {
      collection: 'own-token',
      order: children.order,
      pattern: children.pattern,
      keyOf: ({ id }) => id,
      count: async () => (await children.count()) + itself.length,
      read: async (slice) => {
        const found = await children.read(withNeighbour(slice, itself.length));
        const views = found.map((child) => viewOf(child, token, rights, state, now));
        return merge(views, itself, slice);
      },
    };
    return withCountedLast(await readPage(rows, request));
  }
}

function hasStatus(token: Token, status: ShownTokenStatus, now: Date): boolean {
  const own = statusOf(token, now);
  const shown = describeStatus(own, token.suspension, token.noncompliance !== null);
  return [own, shown.status].includes(status);
}

/** `further` rows are read before the offset, because as many others may come before these. */
function withNeighbour(slice: Slice, further: number): Slice {
  const offset = Math.max(0, slice.offset - further);
  return { ...slice, offset, limit: slice.limit + slice.offset - offset };
}

function merge(
  children: ChildView[],
  itself: Token[],
  { order, key, offset, limit }: Slice,
): Own[] {
  const isBefore = (a: string, b: string) => (order === 'ASC' ? a < b : a > b);
  const beyond = itself.filter(({ id }) => key === null || isBefore(key, id));
  return [...children, ...beyond]
    .sort((a, b) => (isBefore(a.id, b.id) ? -1 : 1))
    .slice(Math.min(offset, itself.length))
    .slice(0, limit);
}
