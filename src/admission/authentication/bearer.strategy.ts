import { Injectable } from '@nestjs/common';
import { Strategy } from 'passport-http-bearer';
import { FailedAuthentications } from '../rate-limits/failed-authentications.js';
import { REALM } from '../admission.errors.js';
import { CredentialResolver } from '../resolution/credential.resolver.js';
import type { Principal } from '../principal.js';

/** The parts of a request that the strategy reads: neither query nor body. */
export interface BearerRequest {
  headers: { authorization: string };
  address: string;
}

type Verified = (error: unknown, principal?: Principal | false) => void;

/** Answers before `authenticate` returns where the credential is known already. */
@Injectable()
export class BearerStrategy extends Strategy<never> {
  constructor(resolver: CredentialResolver, failures: FailedAuthentications) {
    const beforeLookUp = (address: string) => {
      failures.requireLookUp(address);
    };
    const verify = ({ address }: BearerRequest, secret: string, verified: Verified): void => {
      const found = resolver.resolve(secret, address, beforeLookUp);
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
