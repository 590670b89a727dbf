import { unless, unlessGone } from "../../core/patterns/gone";
import type { AlibabaContext } from "../api/client";
import type { VersionReply } from "../kms-secret/operations";
import { CURRENT, staged, versionsOf } from "../kms-secret/versions";
import type { ClientKeyInputs } from "./fields";

// A secret hands out the key of its current version, whatever a record says.

/**
 * The id of the version that holds a key. It has 1 to 64 characters, and no page says which. So of the key's id, `KAAP.` and a UUID, only
 * the dot is replaced, and whoever reads the version's id knows the key.
 */
export function versionIdOf(clientKeyId: string): string {
  return clientKeyId.replace(/^KAAP\./, "KAAP-");
}

export function keyIdIn(versionId: string): string | undefined {
  return /^KAAP-[^\s/]+$/.test(versionId) ? versionId.replace(/^KAAP-/, "KAAP.") : undefined;
}

/** The keys that applications find in secrets now. If the service doesn't tell, this isn't sure, and it may be any key. */
export interface HandedOut {
  readonly ids: ReadonlySet<string>;
  readonly isSure: boolean;
}

export function mayBeHandedOut({ ids, isSure }: HandedOut, key: { readonly clientKeyId: string }): boolean {
  return !isSure || ids.has(key.clientKeyId);
}

/** Asks nothing if no secret is named. In a secret that is gone, applications find no key. */
export async function handedOut(
  context: AlibabaContext,
  region: string,
  stores: readonly (ClientKeyInputs["store"] | undefined)[],
): Promise<HandedOut> {
  const ids = new Set<string>();
  let isSure = true;
  for (const { secret } of stores.filter((store) => store !== undefined)) {
    const told = await look(context, { region, name: secret });
    if (!told) isSure = false;
    for (const id of currentKeyIn(told?.versions ?? [])) ids.add(id);
  }
  return { ids, isSure };
}

export function currentKeyIn(versions: readonly VersionReply[]): readonly string[] {
  const current = staged(versions, CURRENT);
  const id = current && keyIdIn(current.VersionId);
  return id === undefined ? [] : [id];
}

/** @returns undefined for a secret whose deletion is scheduled and of which the service tells nothing: it may be restored as it was */
export async function look(
  context: AlibabaContext,
  place: { readonly region: string; readonly name: string },
): Promise<{ readonly versions: readonly VersionReply[] | undefined } | undefined> {
  const versions = unlessGone(versionsOf(context, place));
  return unless(
    ["conflict"],
    versions.then((found) => ({ versions: found })),
  );
}
