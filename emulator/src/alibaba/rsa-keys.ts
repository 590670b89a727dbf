import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** Where the private keys come from that the service makes: RSA of 2048 bits. */
export class RsaKeys {
  readonly #given: readonly string[];
  #taken = 0;

  /** @param given PKCS#8 in PEM, taken in turn; each is new where there are none */
  constructor(given: readonly string[] = []) {
    this.#given = given;
  }

  next(): KeyObject {
    const pem = this.#given[this.#taken++ % this.#given.length];
    return pem === undefined ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey : createPrivateKey(pem);
  }
}
