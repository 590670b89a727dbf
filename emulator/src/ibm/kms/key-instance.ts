import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Instance } from "../instances";
import type { Lags } from "../lags";
import { keyNotFound } from "./errors";
import { type Flavour, flavourOf } from "./flavour";
import type { ImportToken } from "./import-token";
import { type InstancePolicy, instancePolicySchema } from "./instance-policy";
import { type KeyRecord, keySchema } from "./key";

const ringSchema = z.object({ id: z.string(), createdBy: z.string(), creationDate: z.string() });
export type KeyRing = z.infer<typeof ringSchema>;

const snapshotSchema = z.object({
  keys: z.array(keySchema),
  rings: z.array(ringSchema),
  policies: z.array(instancePolicySchema),
  kmipAdapters: z.array(z.looseObject({ id: z.string() })).default([]),
});

/** Key material in base64, by version. */
const hiddenSchema = z.record(z.string(), z.base64());

/** The ring that every instance has. */
export const defaultRing = "default";

/** One instance of a key service: its keys with their material, its rings and policies. */
export class KeyInstance {
  readonly info: Instance;
  readonly flavour: Flavour;
  readonly keys = new Map<string, KeyRecord>();
  /** Without the default ring. */
  readonly rings = new Map<string, KeyRing>();
  readonly policies = new Map<string, InstancePolicy>();
  readonly kmipAdapters: { readonly id: string }[] = [];
  importToken: ImportToken | undefined;
  readonly #materials = new Map<string, Buffer>();
  /** The present or last holder of each alias. An index, because searching thousands of keys at every call would take long. */
  readonly #holders = new Map<string, KeyRecord>();
  /** Keys that change by themselves, indexed for the same reason. */
  readonly #restless = new Set<KeyRecord>();
  readonly #lags: Lags;

  constructor(info: Instance, lags: Lags) {
    this.info = info;
    this.flavour = flavourOf(info);
    this.#lags = lags;
  }

  /** A key by id or alias. @throws KeyError KEY_NOT_FOUND_ERR */
  find(idOrAlias: string, now: Date): KeyRecord {
    const key = this.keys.get(idOrAlias) ?? this.holderOf(idOrAlias, now);
    if (!key) throw keyNotFound();
    return key;
  }

  /** The key that an alias finds. */
  holderOf(alias: string, now: Date): KeyRecord | undefined {
    const key = this.#holders.get(alias);
    return key && this.aliasesOf(key, now).includes(alias) ? key : undefined;
  }

  /** The aliases that find a key, including a deleted one until its lag is over. */
  aliasesOf({ aliases }: KeyRecord, now: Date): string[] {
    const shows = (deletedAt: string | undefined): boolean =>
      deletedAt === undefined || now < this.#lags.shownFrom("aliasDelete", new Date(deletedAt));
    return aliases.filter(({ deletedAt }) => shows(deletedAt)).map(({ alias }) => alias);
  }

  /** The ring that a key shows: after a move, the former one until the lag is over. */
  ringOf({ keyRing, moved }: KeyRecord, now: Date): string {
    return moved && now < this.#lags.shownFrom("keyRingMove", new Date(moved.at)) ? moved.from : keyRing;
  }

  add(key: KeyRecord): void {
    this.keys.set(key.id, key);
    this.note(key);
  }

  /** Updates the indexes for a key whose aliases, policies or deletion changed. */
  note(key: KeyRecord): void {
    for (const { alias, deletedAt } of key.aliases) {
      if (deletedAt === undefined || !this.#holders.has(alias)) this.#holders.set(alias, key);
    }
    if (key.deletion || key.rotationPolicy) this.#restless.add(key);
    else this.#restless.delete(key);
  }

  /** The keys that change by themselves, by purge or rotation. */
  restless(): readonly KeyRecord[] {
    return [...this.#restless];
  }

  hasRing(id: string): boolean {
    return id === defaultRing || this.rings.has(id);
  }

  /** Adds a version to a key. The first has the key's id, any other a new one. */
  addVersion(key: KeyRecord, material: Buffer, at: Date): void {
    const id = key.versions.length === 0 ? key.id : randomUUID();
    key.versions.push({ id, creationDate: at.toISOString(), bits: material.length * 8 });
    this.#materials.set(id, material);
  }

  materialOf(versionId: string): Buffer {
    const material = this.#materials.get(versionId);
    if (!material) throw new Error(`the material of version ${versionId} is gone`);
    return material;
  }

  /** Removes a key for good, with its material. */
  purge(key: KeyRecord): void {
    for (const { id } of key.versions) this.#materials.delete(id);
    for (const { alias } of key.aliases) if (this.#holders.get(alias) === key) this.#holders.delete(alias);
    this.#restless.delete(key);
    this.keys.delete(key.id);
  }

  snapshot(): unknown {
    return {
      keys: [...this.keys.values()],
      rings: [...this.rings.values()],
      policies: [...this.policies.values()],
      kmipAdapters: [...this.kmipAdapters],
    };
  }

  /** The material of all versions. */
  hidden(): unknown {
    return Object.fromEntries([...this.#materials].map(([id, material]) => [id, material.toString("base64")]));
  }

  /** Import tokens are not saved, so none is restored. */
  restore(data: unknown, hidden: unknown): void {
    const { keys, rings, policies, kmipAdapters } = snapshotSchema.parse(data);
    const kept = [this.keys, this.rings, this.policies, this.#materials, this.#holders, this.#restless];
    for (const one of kept) one.clear();
    this.importToken = undefined;
    this.kmipAdapters.splice(0, Number.POSITIVE_INFINITY, ...kmipAdapters);
    for (const key of keys) this.add(key);
    for (const ring of rings) this.rings.set(ring.id, ring);
    for (const policy of policies) this.policies.set(policy.policy_type, policy);
    for (const [id, text] of Object.entries(hiddenSchema.parse(hidden))) {
      this.#materials.set(id, Buffer.from(text, "base64"));
    }
    for (const { versions } of keys) for (const { id } of versions) this.materialOf(id);
  }
}
