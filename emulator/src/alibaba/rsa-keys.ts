import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** The source of the private keys that the service makes: RSA of 2048 bits. */
export class RsaKeys {
  readonly #given: readonly string[];
  #taken = 0;

  /** @param given PKCS#8 in PEM, used in turn. Default: each key is newly made */
  constructor(given: readonly string[] = []) {
    this.#given = given;
  }

  next(): KeyObject {
    const pem = this.#given[this.#taken++ % this.#given.length];
    return pem === undefined ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey : createPrivateKey(pem);
  }
}
