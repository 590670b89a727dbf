/** A pair of age keys. */
export interface KeyPair {
  /** Opens what was sealed. */
  readonly identity: string;
  /** Is sealed to. */
  readonly recipient: string;
}

/** A new pair, as `age-keygen` makes one. */
export async function ageKeyPair(): Promise<KeyPair> {
  const age = await import("age-encryption");
  const identity = await age.generateX25519Identity();
  return { identity, recipient: await age.identityToRecipient(identity) };
}
