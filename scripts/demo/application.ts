import { randomUUID, sign } from "node:crypto";
import * as forge from "node-forge";

/** What an application is given: the vendor's key file, and the password of the key in it. */
export interface Credentials {
  readonly clientKeyContent: string;
  readonly password: string;
}

interface SigningKey {
  readonly keyId: string;
  readonly privateKey: string;
}

const PAUSE_MS = 50;

/**
 * A small application: it reads a secret over and over, signing with its client key as the vendor's clients do, and
 * counts what it was refused.
 */
export class Application {
  readonly name: string;
  readonly #endpoint: string;
  readonly #secretName: string;
  #key: SigningKey;
  #running: Promise<void> | undefined;
  #stopped = false;
  reads = 0;
  readonly refusals: string[] = [];

  constructor(name: string, endpoint: string, secretName: string, credentials: Credentials) {
    this.name = name;
    this.#endpoint = endpoint;
    this.#secretName = secretName;
    this.#key = openKey(credentials);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Changes over to other credentials, as a new deployment of the application would. */
  use(credentials: Credentials): void {
    this.#key = openKey(credentials);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Waits until it has read once more on its own, from beginning to end. */
  async readAgain(): Promise<void> {
    // One that has begun already doesn't count.
    const enough = this.reads + 2;
    while (this.#running && this.reads < enough) await pause();
  }

  /** Reads the secret once. @returns the service's error code, or nothing when it went well */
  async read(): Promise<string | undefined> {
    const response = await fetch(this.#endpoint, { method: "POST", body: signedForm(this.#key, this.#secretName) });
    const reply = (await response.json()) as { readonly Code?: string };
    return response.ok ? undefined : (reply.Code ?? `HTTP ${response.status}`);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const refusal = await this.read();
      this.reads++;
      if (refusal) this.refusals.push(refusal);
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** Opens the PKCS#12 file, which the password protects. */
function openKey({ clientKeyContent, password }: Credentials): SigningKey {
  const { KeyId, PrivateKeyData } = JSON.parse(clientKeyContent) as { KeyId: string; PrivateKeyData: string };
  const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(PrivateKeyData)), password);
  const bag = forge.pki.oids["pkcs8ShroudedKeyBag"] as string;
  const key = store.getBags({ bagType: bag })[bag]?.[0]?.key;
  if (!key) throw new Error("the key file holds no private key");
  return { keyId: KeyId, privateKey: forge.pki.privateKeyToPem(key) };
}

/** The vendor's older signature, version 1.0, with RSA in place of a shared secret: what client keys are used with. */
function signedForm({ keyId, privateKey }: SigningKey, secretName: string): URLSearchParams {
  const parameters: Record<string, string> = {
    Action: "GetSecretValue",
    Version: "2016-01-20",
    Format: "JSON",
    SecretName: secretName,
    AccessKeyId: keyId,
    SignatureMethod: "SHA256withRSA",
    SignatureType: "PRIVATEKEY",
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
  };
  const pairs = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`);
  const text = `POST&${encode("/")}&${encode(pairs.join("&"))}`;
  const signature = sign("sha256", Buffer.from(text), privateKey).toString("base64");
  return new URLSearchParams({ ...parameters, Signature: signature });
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
