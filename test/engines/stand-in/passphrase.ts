import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

// The figures are those of the engine's passphrase provider, so that either can read the other's state.
const ROUNDS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = "v1";
/** Encrypted into the salt record, to tell a wrong passphrase from broken data. */
const PROBE = "pulumi";

const keys = new Map<string, Promise<Buffer>>();

/** Encrypts single values with a key derived from a passphrase. */
export class Crypter {
  readonly saltRecord: string;
  readonly #key: Buffer;

  constructor(key: Buffer, saltRecord: string) {
    this.#key = key;
    this.saltRecord = saltRecord;
  }

  encrypt(plaintext: string): string {
    return encryptWith(this.#key, plaintext);
  }

  /** @throws Error when the text was not encrypted with this key. */
  decrypt(ciphertext: string): string {
    return decryptWith(this.#key, ciphertext);
  }
}

/** A crypter of its own for a new stack. */
export async function createCrypter(passphrase: string): Promise<Crypter> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(passphrase, salt);
  return new Crypter(key, [FORMAT, salt.toString("base64"), encryptWith(key, PROBE)].join(":"));
}

/**
 * The crypter of a stack that exists, from the salt record in its settings.
 * @throws Error when the passphrase is not the one of the stack.
 */
export async function openCrypter(passphrase: string, saltRecord: string): Promise<Crypter> {
  const [, salt = "", ...probe] = saltRecord.split(":");
  const crypter = new Crypter(await deriveKey(passphrase, Buffer.from(salt, "base64")), saltRecord);
  if (crypter.decrypt(probe.join(":")) !== PROBE) throw new Error("incorrect passphrase");
  return crypter;
}

/** A million rounds take a fifth of a second, so a key is derived once per process. */
function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  const cacheKey = JSON.stringify([passphrase, salt.toString("base64")]);
  const known = keys.get(cacheKey) ?? promisify(pbkdf2)(passphrase, salt, ROUNDS, KEY_BYTES, "sha256");
  keys.set(cacheKey, known);
  return known;
}

function encryptWith(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [FORMAT, nonce.toString("base64"), sealed.toString("base64")].join(":");
}

function decryptWith(key: Buffer, ciphertext: string): string {
  const [, nonce = "", sealed = ""] = ciphertext.split(":");
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
}
