import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import type { JwtClaims } from './jwt-claims.js';
import { ALGORITHM } from '../signing-keys/key-pair.js';
import { SigningKeysService } from '../signing-keys/signing-keys.service.js';

/** RFC 9068, section 2.1. */
const TYPE = 'at+jwt';

@Injectable()
export class JwtSigner {
  constructor(private readonly keys: SigningKeysService) {}

  sign(claims: JwtClaims): Promise<string> {
    const { kid, privateKey } = this.keys.active;
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
      .sign(privateKey);
  }
}
