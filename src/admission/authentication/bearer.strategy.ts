import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-http-bearer';
import { FailedAuthentications } from '../rate-limits/failed-authentications.js';
import { REALM } from '../admission.errors.js';
import { CredentialResolver } from '../resolution/credential.resolver.js';
import { newId } from '../../platform/ids/id.js';
import type { Principal } from '../principal.js';

/**
 * The part of a request that the strategy sees. Without query and body, because
 * `passport-http-bearer` would also look for a token there.
 */
export interface BearerRequest {
  headers: { authorization: string };
  address: string;
}

@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy) implements OnModuleDestroy {
  /**
   * Passport registers strategies by name for the whole process. Tests run several applications in
   * one process, so each needs its own name.
   */
  override readonly name = `bearer-${newId()}`;

  constructor(
    private readonly resolver: CredentialResolver,
    private readonly failures: FailedAuthentications,
  ) {
    super({ realm: REALM, passReqToCallback: true });
    passport.use(this.name, this);
  }

  /** @throws TooManyFailedAuthenticationsError */
  async validate({ address }: BearerRequest, secret: string): Promise<Principal | false> {
    const found = await this.resolver.resolve(secret, address, () => {
      this.failures.requireLookUp(address);
    });
    return found ?? false;
  }

  onModuleDestroy(): void {
    passport.unuse(this.name);
  }
}
