/** What is wrong with a proof; `message` is one sentence without quotes. */
export class ProofFlaw extends Error {
  override readonly name = 'ProofFlaw';
}
