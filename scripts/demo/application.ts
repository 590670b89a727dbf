import { createHash, sign } from "node:crypto";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import * as forge from "node-forge";

/** An application's credentials: the vendor's key file, and the password of the key in it. */
export interface Credentials {
  readonly clientKeyContent: string;
  readonly password: string;
}

interface SigningKey {
  readonly keyId: string;
  readonly privateKey: string;
}

const PAUSE_MS = 50;
const ATTEMPTS = 3;
const PROTOBUF = "application/x-protobuf";

/**
 * A small application: it reads a secret of a KMS instance over and over, signs with its client key as the vendor's clients do,
 * and counts the refusals.
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

  /** Changes to other credentials, as a new deployment of the application would. */
  use(credentials: Credentials): void {
    this.#key = openKey(credentials);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Waits until it has made one more complete read of its own. */
  async readAgain(): Promise<void> {
    // A read that has already begun does not count.
    const enough = this.reads + 2;
    while (this.#running && this.reads < enough) await pause();
  }

  /** Reads the secret once. @returns the service's error code, or undefined on success */
  async read(): Promise<string | undefined> {
    const message = new BinaryWriter().tag(1, WireType.LengthDelimited).string(this.#secretName).finish();
    const response = await this.#send(signedRequest(this.#key, "GetSecretValue", message));
    const reply = new Uint8Array(await response.arrayBuffer());
    return response.ok ? undefined : (errorCodeIn(reply) ?? `HTTP ${response.status}`);
  }

  /** Retries as often as the vendor's clients: a server may close a connection at the moment of its reuse. */
  async #send(request: ReturnType<typeof signedRequest>): ReturnType<typeof fetch> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await fetch(this.#endpoint, request);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
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

/** Opens the PKCS#12 container with the password. */
export function openKey({ clientKeyContent, password }: Credentials): SigningKey {
  const { KeyId, PrivateKeyData } = JSON.parse(clientKeyContent) as { KeyId: string; PrivateKeyData: string };
  const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(PrivateKeyData)), password);
  const bag = forge.pki.oids["pkcs8ShroudedKeyBag"] as string;
  const key = store.getBags({ bagType: bag })[bag]?.[0]?.key;
  if (!key) throw new Error("the key file holds no private key");
  return { keyId: KeyId, privateKey: forge.pki.privateKeyToPem(key) };
}

/** One request in the protocol of the vendor's KMS instances: a protobuf message, signed with the client key. */
export function signedRequest({ keyId, privateKey }: SigningKey, operation: string, body: Uint8Array) {
  const signed = {
    "x-kms-acccesskeyid": keyId,
    "x-kms-apiname": operation,
    "x-kms-apiversion": "dkms-gcs-0.2",
    "x-kms-signaturemethod": "RSA_PKCS1_SHA_256",
  };
  const hash = createHash("sha256").update(body).digest("hex").toUpperCase();
  const date = new Date().toUTCString();
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}`);
  const text = ["POST", hash, PROTOBUF, date, ...lines, "/"].join("\n");
  const signature = sign("sha256", Buffer.from(text), privateKey).toString("base64");
  const headers = {
    ...signed,
    date,
    "content-type": PROTOBUF,
    "content-sha256": hash,
    authorization: `Bearer ${signature}`,
  };
  return { method: "POST", headers, body };
}

/** `ErrorCode` of the protocol's Error. */
function errorCodeIn(bytes: Uint8Array): string | undefined {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 2) return reader.string();
    reader.skip(wireType);
  }
  return undefined;
}
