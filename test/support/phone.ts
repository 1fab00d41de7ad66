import { calculateThumbprint, generateKeyPair, generateProof } from 'dpop';
import type { JWSAlgorithm, KeyPair } from 'dpop';
import type { Answer, Api } from './api.js';

interface Call {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A device with a key and a bound token. It proves possession with the library `dpop`. */
export class Phone {
  /** The last nonce of the service. */
  nonce: string | undefined;
  /** The origin in the proofs. By default, the origin of the service. */
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

  /** @param secret the token, or nothing when the proof binds a new one */
  proof(url: string, method: string, secret?: string): Promise<string> {
    return generateProof(this.keys, url, method, this.nonce, secret);
  }

  /** Sends one request with a new proof. */
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

  /** Retries with the nonce when the service asks for one. */
  async call(api: Api, secret: string, path: string, call: Call = {}): Promise<Answer> {
    const answer = await this.send(api, secret, path, call);
    return answer.body?.code === 'use_dpop_nonce' ? this.send(api, secret, path, call) : answer;
  }
}
