import { createHash } from "node:crypto";
import { formatTime } from "../../core/clock";
import { AlreadyExistsError, ConflictError, RejectedError } from "../../core/errors";
import { message, ref } from "../../core/message";
import type { AlibabaContext } from "../api/client";
import { timesOf } from "./due";
import { isManaged, type SecretInputs, type SecretOutputs, type SecretState } from "./fields";
import { generateValue } from "./generated";
import type { VersionReply } from "./operations";
import * as operations from "./operations";

export const CURRENT = "ACSCurrent";
export const PREVIOUS = "ACSPrevious";

/** The version id of the placeholder in a secret that others fill: it tells them that there is nothing to lose. */
export const EMPTY = "keysmith-empty";

const MOST_IN_A_PAGE = 100;
/** A secret has at most 10 versions, so one of 11 ids is free. */
const TRIES = 11;
/** How many versions the service may be ahead of a record that was lost or restored: one every six hours for more than a year. */
const MOST_AHEAD = 2000;

type Place = Pick<SecretInputs, "name" | "region">;
type Named = Pick<SecretInputs, "name" | "label">;
type Version = Pick<
  SecretOutputs,
  "version" | "versionId" | "createdAt" | "state" | "rotateAt" | "previous" | "nextRunBy"
>;

/**
 * The id of a resource's version by its number: the same in every run, so that a run after an unrecorded create recognises the version that
 * is there already. It contains nothing of the value, because everybody may see ids.
 */
export function idOfVersion({ nonces }: AlibabaContext, { name, label }: Named, version: number): string {
  const whose = JSON.stringify([label ?? nonces.own, name, version]);
  return createHash("sha256").update(`keysmith secret ${whose}`).digest("hex").slice(0, 32);
}

/** The number of the version with this id, if it is one of ours and comes after the number `after`. */
export function numberOf(
  context: AlibabaContext,
  named: Named,
  { versionId, after }: { readonly versionId: string; readonly after: number },
): number | undefined {
  for (let version = after + 1; version <= after + MOST_AHEAD; version += 1)
    if (idOfVersion(context, named, version) === versionId) return version;
  return undefined;
}

export async function versionsOf(
  { client }: AlibabaContext,
  { name, region }: Place,
): Promise<readonly VersionReply[]> {
  const parameters = { SecretName: name, IncludeDeprecated: "true", PageSize: String(MOST_IN_A_PAGE) };
  return client.call(operations.listVersions, region, parameters);
}

export function staged(versions: readonly VersionReply[], stage: string): VersionReply | undefined {
  return versions.find(({ VersionStages }) => VersionStages.includes(stage));
}

/** The record of the current version. @param replaced the version that was current before */
function currentVersion(
  inputs: SecretInputs,
  current: Pick<SecretOutputs, "version" | "versionId" | "createdAt">,
  replaced: string | undefined,
): Version {
  const previous = replaced === undefined ? [] : [{ versionId: replaced, retireAfter: "" }];
  const record = { ...current, state: "active" as const, previous };
  return { ...record, ...timesOf(record, inputs) };
}

export function madeVersion(
  { clock }: AlibabaContext,
  inputs: SecretInputs,
  made: Pick<SecretOutputs, "version" | "versionId">,
  replaced?: string,
): Version {
  return currentVersion(inputs, { ...made, createdAt: formatTime(clock.now()) }, replaced);
}

/**
 * Makes the wanted value current, in a new version. Versions that a run made and could not record are found by their ids: if such a version
 * is current and its value came from Keysmith or the service, it is the wanted one; a given value is put again.
 */
export async function makeVersion(context: AlibabaContext, inputs: SecretInputs, after: number): Promise<Version> {
  const versions = await versionsOf(context, inputs);
  const current = staged(versions, CURRENT)?.VersionId;
  const known = current === undefined ? undefined : numberOf(context, inputs, { versionId: current, after });
  const first = known ?? after + 1;
  for (let version = first; version < first + TRIES; version += 1) {
    const versionId = givenId(inputs) ?? idOfVersion(context, inputs, version);
    const isThere = versions.some((each) => each.VersionId === versionId);
    const isCurrent = versionId === current;
    const wasMade = isCurrent && (isManaged(inputs) || inputs.value === undefined);
    if (!wasMade && !(await put(context, inputs, versionId, isThere))) continue;
    // If the version exists already, a repeated put doesn't make it current.
    if (isThere && !isCurrent) await move(context, inputs, CURRENT, versionId, current);
    const replaced = isCurrent ? staged(versions, PREVIOUS)?.VersionId : current;
    return madeVersion(context, inputs, { version, versionId }, replaced);
  }
  throw new ConflictError(
    `each of the next versions of the secret ${JSON.stringify(inputs.name)} already exists with another value`,
    "Run again: each run looks at the versions again.",
  );
}

/** Generated values have ids of our own: a `versionId` beside one is the recorded id. */
export const givenId = ({ value, versionId }: Pick<SecretInputs, "value" | "versionId">): string | undefined =>
  value && versionId;

/** @returns whether the version has the value now */
async function put(
  context: AlibabaContext,
  inputs: SecretInputs,
  VersionId: string,
  isThere: boolean,
): Promise<boolean> {
  const { name: SecretName, region, value, generated } = inputs;
  if (isManaged(inputs)) {
    if (!isThere) await context.client.call(operations.rotateSecret, region, { SecretName, VersionId });
    return !isThere;
  }
  // The value of an earlier run is unknown, so another value needs another version.
  if (!value && (isThere || !generated)) return false;
  const SecretData = value ?? generateValue(generated as NonNullable<typeof generated>);
  try {
    await context.client.call(operations.putSecretValue, region, { SecretName, VersionId, SecretData });
    return true;
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
    if (givenId(inputs) === undefined) return false;
    throw new ConflictError(
      message`the secret ${JSON.stringify(SecretName)} already has a version ${VersionId} with another value`,
      message`A version never changes: give ${ref("versionId")} a new text with every new value, or leave it out.`,
      { cause: error },
    );
  }
}

/** Built-in stages are never removed, they only move: documentation of UpdateSecretVersionStage. */
async function move(
  context: AlibabaContext,
  place: Place,
  VersionStage: string,
  MoveToVersion: string,
  RemoveFromVersion?: string,
): Promise<void> {
  const parameters = { SecretName: place.name, VersionStage, MoveToVersion, RemoveFromVersion };
  try {
    await context.client.call(operations.updateStage, place.region, parameters);
  } catch (error) {
    // An earlier try, whose reply was lost, may have moved the stage: then the version to take it from no longer has it.
    if (!(error instanceof RejectedError || error instanceof ConflictError)) throw error;
    if (staged(await versionsOf(context, place), VersionStage)?.VersionId !== MoveToVersion) throw error;
  }
}

/**
 * Makes the recorded version current again, after somebody has made another one current.
 * @returns undefined if the service no longer has the recorded version
 */
export async function takeBack(
  context: AlibabaContext,
  { version, versionId, createdAt }: SecretState,
  inputs: SecretInputs,
): Promise<Version | undefined> {
  const versions = await versionsOf(context, inputs);
  if (versions.every((each) => each.VersionId !== versionId)) return undefined;
  const current = staged(versions, CURRENT)?.VersionId;
  const isCurrent = current === versionId;
  if (!isCurrent) await move(context, inputs, CURRENT, versionId, current);
  const replaced = isCurrent ? staged(versions, PREVIOUS)?.VersionId : current;
  return currentVersion(inputs, { version, versionId, createdAt }, replaced === versionId ? undefined : replaced);
}

/**
 * Leaves versions without stages: the stage that made one readable as the previous one moves to the current one. If somebody has moved that
 * stage since, there is nothing to do.
 */
export async function retire(context: AlibabaContext, place: Place, ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0) return;
  const versions = await versionsOf(context, place);
  const [before, current] = [staged(versions, PREVIOUS)?.VersionId, staged(versions, CURRENT)?.VersionId];
  if (before === undefined || current === undefined || !ids.has(before)) return;
  await move(context, place, PREVIOUS, current, before);
}
