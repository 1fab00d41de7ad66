/**
 * A proof is invalid. `message` is one sentence without quotes, because the challenge quotes it.
 */
export class ProofFlaw extends Error {
  override readonly name = 'ProofFlaw';
}
