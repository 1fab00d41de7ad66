import { sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HeadSigner } from '../../../audit/chain/head-signer.js';
import type { HeadSignature } from '../../../audit/chain/head-signer.js';
import { SigningKeysService } from './signing-keys.service.js';

@Injectable()
export class AuditHeadSigner extends HeadSigner {
  constructor(private readonly keys: SigningKeysService) {
    super();
  }

  /** Reads the keys at the start, when the trail may be signed before they are read. */
  async signature(): Promise<HeadSignature> {
    if (this.keys.published.length === 0) await this.keys.refresh();
    const { publicJwk, privateKey } = this.keys.active;
    return { publicJwk, sign: (bytes) => sign(null, bytes, privateKey) };
  }
}
