import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import { REALM } from './auth.errors.js';
import { CredentialResolver } from './credential.resolver.js';
import type { Principal } from './principal.js';

/** The parts of a request that the strategy reads: neither query nor body. */
export interface BearerRequest {
  headers: { authorization: string };
  address: string;
}

@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly resolver: CredentialResolver) {
    super({ realm: REALM, passReqToCallback: true });
  }

  async validate(request: BearerRequest, secret: string): Promise<Principal | false> {
    return (await this.resolver.resolve(secret, request.address)) ?? false;
  }
}
