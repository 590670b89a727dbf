import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { z } from "zod";
import { type KeySpec, specs } from "./spec";

const hiddenSchema = z.record(z.string(), z.base64());

/** Material by key version: the bytes of a symmetric key, or a private key as PKCS#8 in DER. Version ids are unique. */
export class KeyMaterials {
  readonly #byVersion = new Map<string, Buffer>();

  set(versionId: string, material: Buffer): void {
    this.#byVersion.set(versionId, material);
  }

  get(versionId: string): Buffer {
    const material = this.#byVersion.get(versionId);
    if (material === undefined) throw new Error(`the material of key version ${versionId} is gone`);
    return material;
  }

  delete(versionId: string): void {
    this.#byVersion.delete(versionId);
  }

  /** For the state file only. */
  hidden(): unknown {
    return Object.fromEntries([...this.#byVersion].map(([id, material]) => [id, material.toString("base64")]));
  }

  restore(hidden: unknown): void {
    const materials = hiddenSchema.parse(hidden);
    this.#byVersion.clear();
    for (const [id, text] of Object.entries(materials)) this.#byVersion.set(id, Buffer.from(text, "base64"));
  }
}

/** @param newRsaKey makes one of 2048 bits; tests pass a ready one, because making one takes long */
export function generateMaterial(spec: KeySpec, newRsaKey: () => KeyObject): Buffer {
  return specs[spec].kind === "aes" ? randomBytes(specs[spec].bits / 8) : toPkcs8(generatePair(spec, newRsaKey));
}

export function generatePair(spec: KeySpec, newRsaKey: () => KeyObject): KeyObject {
  const { bits, curve } = specs[spec];
  if (curve !== undefined) return generateKeyPairSync("ec", { namedCurve: curve }).privateKey;
  return bits === 2048 ? newRsaKey() : generateKeyPairSync("rsa", { modulusLength: bits }).privateKey;
}

function toPkcs8(key: KeyObject): Buffer {
  return key.export({ type: "pkcs8", format: "der" });
}
