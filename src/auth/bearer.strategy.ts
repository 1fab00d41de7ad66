import { Injectable } from '@nestjs/common';
import { Strategy } from 'passport-http-bearer';
import { REALM } from './auth.errors.js';
import { CredentialResolver } from './credential.resolver.js';
import type { Principal } from './principal.js';

/** The parts of a request that the strategy reads: neither query nor body. */
export interface BearerRequest {
  headers: { authorization: string };
  address: string;
}

type Verified = (error: unknown, principal?: Principal | false) => void;

/** Answers before `authenticate` returns where the credential is known already. */
@Injectable()
export class BearerStrategy extends Strategy<never> {
  constructor(resolver: CredentialResolver) {
    const verify = ({ address }: BearerRequest, secret: string, verified: Verified): void => {
      const found = resolver.resolve(secret, address);
      if (found instanceof Promise) {
        found.then((principal) => {
          verified(null, principal ?? false);
        }, verified);
      } else {
        verified(null, found ?? false);
      }
    };
    super({ realm: REALM, passReqToCallback: true }, verify as never);
  }
}
