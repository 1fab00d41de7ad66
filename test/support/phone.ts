import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop';
import type { JWSAlgorithm, KeyPair } from 'dpop';
import type { Answer, Api } from './api.js';

interface Call {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A device that holds a key, and a token that is bound to it; it proves each use with `dpop`. */
export class Phone {
  /** Of the last answer that brought one. */
  nonce: string | undefined;
  /** Where it believes the service to be; by default, where it is. */
  origin: string | undefined;

  private constructor(
    private readonly keys: KeyPair,
    /** Thumbprint of its key. */
    readonly jkt: string,
  ) {}

  static async make(algorithm: JWSAlgorithm = 'ES256'): Promise<Phone> {
    const keys = await generateKeyPair(algorithm);
    return new Phone(keys, await calculateThumbprint(keys.publicKey));
  }

  /** @param secret of the token; none when the proof is to bind one */
  proof(url: string, method: string, secret?: string): Promise<string> {
    return generateProof(this.keys, url, method, this.nonce, secret);
  }

  /** One request, as it is, with a new proof. */
  async send(api: Api, secret: string, path: string, call: Call = {}): Promise<Answer> {
    const { method = 'GET', headers, ...rest } = call;
    const proof = await this.proof((this.origin ?? api.url) + path, method, secret);
    const answer = await api.call(method, path, {
      ...rest,
      headers: { Authorization: `DPoP ${secret}`, DPoP: proof, ...headers },
    });
    this.nonce = answer.headers.get('DPoP-Nonce') ?? this.nonce;
    return answer;
  }

  /** Again with the nonce, when the service asks for one. */
  async call(api: Api, secret: string, path: string, call: Call = {}): Promise<Answer> {
    const answer = await this.send(api, secret, path, call);
    return answer.body?.code === 'use_dpop_nonce' ? this.send(api, secret, path, call) : answer;
  }
}
