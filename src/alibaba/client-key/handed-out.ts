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

/** The keys that applications find in a secret now. */
export interface HandedOut {
  readonly ids: ReadonlySet<string>;
  /** The name of the secret if the service doesn't tell what it hands out: then it may be any key. */
  readonly untold: string | undefined;
}

export function mayBeHandedOut({ ids, untold }: HandedOut, key: { readonly clientKeyId: string }): boolean {
  return untold !== undefined || ids.has(key.clientKeyId);
}

/** Asks nothing if no secret is named. In a secret that is gone, applications find no key. */
export async function handedOut(
  context: AlibabaContext,
  region: string,
  store: ClientKeyInputs["store"],
): Promise<HandedOut> {
  const told = store && (await look(context, { region, name: store.secret }));
  return { ids: new Set(currentKeyIn(told?.versions ?? [])), untold: told ? undefined : store?.secret };
}

/** What a refusal says of an untold secret. */
export function aboutUntold(secret: string): { readonly problem: string; readonly remedy: string } {
  return {
    problem: `the secret ${JSON.stringify(secret)} is to be deleted, and the service doesn't tell which key it hands out`,
    remedy: "Restore it, or wait until it is gone",
  };
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
