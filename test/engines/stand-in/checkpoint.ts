import { createHash } from "node:crypto";
import type { ExportedResource, ExportedStack } from "../types";
import type { Crypter } from "./passphrase";
import type { ResourceState } from "./resource-state";
import type { PendingOperation } from "./snapshot";
import {
  isRecord,
  isSecret,
  makeSecret,
  type Properties,
  reveal,
  SECRET_SIGNATURE,
  type SecretValue,
  SIGNATURE,
  type Value,
} from "./wire";

/** Version of the checkpoint format, and of the engine that the stand-in stands in for. */
export const CHECKPOINT_VERSION = 3;
const ENGINE_VERSION = "v3.248.0";

export type Deployment = ExportedStack["deployment"];
type SealSecret = (secret: SecretValue) => Properties;

/** Turns engine state into the checkpoint's JSON, with every secret as ciphertext, and back. */
export class CheckpointCodec {
  readonly #crypter: Crypter;
  // A secret that did not change keeps its ciphertext, as in the engine.
  readonly #sealed = new WeakMap<SecretValue, string>();

  constructor(crypter: Crypter) {
    this.#crypter = crypter;
  }

  encode(resources: readonly ResourceState[], pending: readonly PendingOperation[]): Deployment {
    const seal: SealSecret = (secret) => this.#seal(secret);
    const operations = pending.map(({ type, resource }) => ({ type, resource: encodeResource(resource, seal) }));
    return {
      manifest: manifest(),
      secrets_providers: { type: "passphrase", state: { salt: this.#crypter.saltRecord } },
      ...(resources.length > 0 ? { resources: resources.map((resource) => encodeResource(resource, seal)) } : {}),
      ...(operations.length > 0 ? { pending_operations: operations } : {}),
      metadata: {},
    };
  }

  decode(deployment: Deployment): { resources: ResourceState[]; pending: PendingOperation[] } {
    const resources = (deployment.resources ?? []).map((record) => this.#decodeResource(record));
    const pending = (deployment.pending_operations ?? []).map(({ type, resource }) => ({
      type: type as PendingOperation["type"],
      resource: this.#decodeResource(resource),
    }));
    return { resources, pending };
  }

  /** The deployment with every secret as its JSON under `plaintext`. */
  reveal(deployment: Deployment): Deployment {
    return this.#openAll(deployment as Value, (plaintext) => ({
      [SIGNATURE]: SECRET_SIGNATURE,
      plaintext,
    })) as Deployment;
  }

  #seal(secret: SecretValue): Properties {
    const known = this.#sealed.get(secret);
    const ciphertext = known ?? this.#crypter.encrypt(JSON.stringify(reveal(secret)));
    this.#sealed.set(secret, ciphertext);
    return { [SIGNATURE]: SECRET_SIGNATURE, ciphertext };
  }

  #decodeResource(record: ExportedResource): ResourceState {
    const opened = this.#openAll(record as Value, (plaintext, ciphertext) => {
      const secret = makeSecret(JSON.parse(plaintext) as Value);
      this.#sealed.set(secret, ciphertext);
      return secret;
    });
    const absent = {
      inputs: {},
      dependencies: [],
      propertyDependencies: {},
      additionalSecretOutputs: [],
      initErrors: [],
    };
    return { ...absent, ...(opened as unknown as ResourceState) };
  }

  #openAll(value: Value, replace: (plaintext: string, ciphertext: string) => Value): Value {
    if (Array.isArray(value)) return value.map((item) => this.#openAll(item, replace));
    if (!isRecord(value)) return value;
    const { ciphertext } = value;
    if (isSecret(value) && typeof ciphertext === "string")
      return replace(this.#crypter.decrypt(ciphertext), ciphertext);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#openAll(item, replace)]));
  }
}

function manifest(): Properties {
  const magic = createHash("sha256").update(ENGINE_VERSION).digest("hex");
  return { time: new Date().toISOString(), magic, version: ENGINE_VERSION };
}

/** Empty lists and false flags are left out, as the engine does. */
function encodeResource(state: ResourceState, seal: SealSecret): ExportedResource {
  const { urn, custom, type, inputs, outputs, ...rest } = state;
  const kept = Object.entries(rest).filter(([, value]) => !isEmpty(value));
  return {
    urn,
    custom,
    type,
    ...(Object.keys(inputs).length > 0 ? { inputs: encodeProperties(inputs, seal) } : {}),
    ...(outputs && Object.keys(outputs).length > 0 ? { outputs: encodeProperties(outputs, seal) } : {}),
    ...Object.fromEntries(kept),
  };
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === false || value === "";
}

function encodeProperties(properties: Properties, seal: SealSecret): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, encodeValue(value, seal)]));
}

function encodeValue(value: Value, seal: SealSecret): Value {
  if (isSecret(value)) return seal(value);
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, seal));
  return isRecord(value) ? encodeProperties(value, seal) : value;
}
