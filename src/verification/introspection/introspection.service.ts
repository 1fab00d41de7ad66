import { Injectable } from '@nestjs/common';
import { CredentialResolver } from '../../admission/resolution/credential.resolver.js';
import type { Caller, Principal } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { LastUseRecorder } from '../../tokens/usage/recording/last-use.recorder.js';
import { BatchResolver } from './batch-resolver.js';
import type {
  IntrospectionBatchResource,
  IntrospectionResource,
} from './dto/introspection.resource.js';
import { assembleActive, INACTIVE } from './introspection.assembler.js';
import { isUsable, mayAskAbout } from './introspection-rules.js';

/** Everything except the token that the response depends on. */
export interface Inquiry {
  asker: Principal;
  issuer: string;
  at: Date;
}

/** Tells services whether a token is valid and what it may do (RFC 7662). */
@Injectable()
export class IntrospectionService {
  constructor(
    private readonly resolver: CredentialResolver,
    private readonly batches: BatchResolver,
    private readonly lastUse: LastUseRecorder,
    private readonly clock: Clock,
  ) {}

  async introspect(
    { principal: asker, address }: Caller,
    token: string,
    issuer: string,
  ): Promise<IntrospectionResource> {
    const subject = await this.resolver.resolve(token, address);
    return this.describe(subject, { asker, issuer, at: this.clock.now() });
  }

  async introspectBatch(
    { principal: asker, address }: Caller,
    tokens: readonly string[],
    issuer: string,
  ): Promise<IntrospectionBatchResource> {
    const subjects = await this.batches.resolve(tokens, address);
    const inquiry: Inquiry = { asker, issuer, at: this.clock.now() };
    return { results: subjects.map((subject) => this.describe(subject, inquiry)) };
  }

  /** @param subject null for a token that is not valid */
  describe(subject: Principal | null, { asker, issuer, at }: Inquiry): IntrospectionResource {
    if (subject === null || !isUsable(subject) || !mayAskAbout(subject, asker)) return INACTIVE;
    this.noteUse(subject, at);
    return assembleActive(subject, issuer);
  }

  /** Records no address: the service that asks does not say who presented the token to it. */
  private noteUse(subject: Principal, at: Date): void {
    if (subject.kind !== 'session') this.lastUse.note(subject, at, null);
  }
}
