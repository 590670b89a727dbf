import { createHash } from "node:crypto";
import type { Address } from "../../core/address";
import { storedTime } from "../../core/clock";
import { type Owned, readDescription } from "../../core/ownership";
import { unlessGone } from "../../core/patterns/gone";
import { everyPage } from "../../http/pages";
import { noteAccount } from "../account";
import { listedAliases, PREFIX } from "../alias-list";
import type { AlibabaContext } from "../api/client";
import { pagesOf } from "../pages";
import { isOfVendor } from "../tags";
import { type KeyInputs, type KeyOutputs, type KeyState, MARK_TAG, PENDING, usageOf } from "./fields";
import { describeKey, getKeyPolicy, listKeys, listTagResources, type Metadata } from "./operations";

export type Place = Pick<KeyState, "region" | "keyId">;

export const keyAddress = ({ region, keyId }: Partial<Place>): Address => ({ kind: "key", place: region, name: keyId });

/** The service's description of a key; undefined if there is none. */
export async function described(context: AlibabaContext, { region, keyId }: Place): Promise<Metadata | undefined> {
  const told = await unlessGone(context.client.call(describeKey, region, { KeyId: keyId }));
  noteAccount(context, told?.Arn);
  return told;
}

export function markOf({ Description }: Metadata): Owned {
  return readDescription(Description);
}

/** The value of the tag: a hash, because labels have characters that no tag takes. */
export function markTag(label: string): string {
  return createHash("sha256").update(`keysmith label\n${label}`).digest("base64url").slice(0, 22);
}

/** The ids of a region's keys that carry the tag of a label. */
export async function idsOfLabel(context: AlibabaContext, region: string, label: string): Promise<readonly string[]> {
  const filters = [
    { Key: "TagKey", Values: [MARK_TAG] },
    { Key: "TagValue", Values: [markTag(label)] },
  ];
  const found = await everyPage(pagesOf(context, listKeys, region, { Filters: JSON.stringify(filters) }));
  return found.map(({ KeyId }) => KeyId);
}

export function outputsOf(told: Metadata): KeyOutputs {
  const { NextRotationDate: next, DeleteDate: end } = told;
  return {
    keyId: told.KeyId,
    arn: told.Arn,
    state: told.KeyState,
    createdAt: told.CreationDate,
    primaryKeyVersion: told.PrimaryKeyVersion || undefined,
    nextRotation: next ? storedTime(next) : undefined,
    deleteAt: end ? storedTime(end) : undefined,
  };
}

type Prior = Partial<KeyState> & Pick<KeyInputs, "region">;

/**
 * A key as the service has it, over the record. While its deletion is scheduled, the inputs stay as recorded: cancelling brings it back.
 */
export async function observed(context: AlibabaContext, prior: KeyInputs, told: Metadata): Promise<KeyState> {
  return told.KeyState === PENDING ? { ...prior, ...outputsOf(told) } : settled(context, prior, told);
}

/** As `observed`, but also the inputs of a key whose deletion is scheduled. */
export async function settled(context: AlibabaContext, prior: Prior, told: Metadata): Promise<KeyState> {
  const place = { region: prior.region, keyId: told.KeyId };
  const [tags, policy, aliases] = await Promise.all([
    tagsOf(context, place, prior.tags ?? []),
    prior.policy === undefined ? undefined : policyOf(context, place),
    aliasesLeft(context, place, prior.aliases ?? []),
  ]);
  const inputs = { ...fixedOf(prior, told), ...settingsOf(prior, told), tags, policy, aliases };
  return { ...(prior as KeyState), ...inputs, ...outputsOf(told) };
}

/** The inputs that never change. A choice of the service counts only if the program states it too. */
export function fixedOf(prior: Partial<KeyInputs>, told: Metadata): Partial<KeyInputs> {
  const isUsageSaid =
    prior.keyUsage !== undefined || told.KeyUsage !== usageOf({ keySpec: told.KeySpec as KeyInputs["keySpec"] });
  return {
    keySpec: told.KeySpec as KeyInputs["keySpec"],
    ...(isUsageSaid && { keyUsage: told.KeyUsage as KeyInputs["keyUsage"] }),
    origin: told.Origin as KeyInputs["origin"],
    kmsInstance: told.DKMSInstanceId || undefined,
    ...(prior.protectionLevel && { protectionLevel: told.ProtectionLevel as KeyInputs["protectionLevel"] }),
  };
}

function settingsOf(prior: Partial<KeyInputs>, told: Metadata): Partial<KeyInputs> {
  return {
    description: markOf(told).description,
    // Nobody can disable a key before it has material.
    enabled: told.KeyState === "PendingImport" ? (prior.enabled ?? true) : told.KeyState !== "Disabled",
    rotation: { every: told.AutomaticRotation === "Disabled" ? undefined : inDays(told.RotationInterval) },
    deletionProtection: told.DeletionProtection === "Enabled",
  };
}

/** `604800s` is `P7D`. Nobody can have declared an interval that isn't of whole days. */
function inDays(interval = ""): string | undefined {
  const seconds = Number(/^(\d+)s$/.exec(interval)?.[1]);
  if (!(seconds > 0)) return undefined;
  return seconds % 86_400 === 0 ? `P${seconds / 86_400}D` : `PT${seconds}S`;
}

/** The tags that a program can have declared, in the recorded order if they are the recorded ones. */
async function tagsOf(
  { client }: AlibabaContext,
  { region, keyId }: Place,
  recorded: readonly string[],
): Promise<string[]> {
  const parameters = { RegionId: region, ResourceType: "key", "ResourceId.1": keyId };
  const all = await client.call(listTagResources, region, parameters);
  const found = all.filter((tag) => !tag.startsWith(`${MARK_TAG}=`) && !isOfVendor(tag));
  const isSame = found.length === recorded.length && found.every((tag) => recorded.includes(tag));
  return isSame ? [...recorded] : found;
}

async function policyOf({ client }: AlibabaContext, { region, keyId }: Place): Promise<string> {
  return (await client.call(getKeyPolicy, region, { KeyId: keyId, PolicyName: "default" })).Policy;
}

/** The recorded aliases that still stand for the key. */
async function aliasesLeft(
  context: AlibabaContext,
  { region, keyId }: Place,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const listed = await listedAliases(context, region);
  return names.filter((name) => listed.get(PREFIX + name)?.key === keyId);
}
