import { Secret } from "../../src/core/secret";

/** An age identity and the recipient that belongs to it. */
export interface KeyPair {
  readonly identity: Secret;
  readonly recipient: string;
}

/** A new pair, as `age-keygen` makes it. */
export async function keyPair(kind: "x25519" | "hybrid" = "x25519"): Promise<KeyPair> {
  const age = await import("age-encryption");
  const identity = await (kind === "hybrid" ? age.generateHybridIdentity() : age.generateX25519Identity());
  return { identity: new Secret(identity), recipient: await age.identityToRecipient(identity) };
}

/** An age file in text form of any contents, as another program could make it. */
export async function encrypted(contents: string, to: { recipient: string } | { passphrase: string }): Promise<string> {
  const age = await import("age-encryption");
  const encrypter = new age.Encrypter();
  if ("recipient" in to) encrypter.addRecipient(to.recipient);
  else {
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase(to.passphrase);
  }
  return age.armor.encode(await encrypter.encrypt(contents));
}

/** Bech32 of as many zero bytes, made with the encoder that age uses. */
export function bech32Of(prefix: string, bytes: number): string {
  const { bech32 } =
    jest.requireActual<typeof import("@scure/base", { with: { "resolution-mode": "import" }})>("@scure/base");
  return bech32.encodeFromBytes(prefix, new Uint8Array(bytes));
}
