import { formatTime, parseTime } from "../../core/clock";
import { addDuration } from "../../core/duration";
import { ConflictError, InterruptedError } from "../../core/errors";
import { type Message, message, ref } from "../../core/message";
import { retirementTime } from "../../core/rotation";
import { Secret } from "../../core/secret";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { describe } from "../kms-secret/observe";
import { putSecretValue, type VersionReply } from "../kms-secret/operations";
import { CURRENT, EMPTY, staged, versionsOf } from "../kms-secret/versions";
import type { ClientKeyInputs, ClientKeyOutputs, ClientKeyState } from "./fields";
import { currentKeyIn, type HandedOut, handedOut, keyIdIn, look, versionIdOf } from "./handed-out";
import { describeKey, isElsewhere, ownerOf, recordedIds, whoseKey } from "./keys";
import { countingEnd } from "./mark";
import type { Minted } from "./minting";
import { asPrevious, revisionOf } from "./times";

// The secret that `store` names: each new client key goes into it as a version of its own.

export interface Failure {
  readonly error: unknown;
  /** Whether the service may have stored it nevertheless. */
  readonly mayBeThere: boolean;
}

export interface Store {
  /** Puts a key into the secret. @returns undefined if the key is the current version, or if the program names no secret */
  put(key: Minted): Promise<Failure | undefined>;
  /** The keys that secrets hand out before anything is put. */
  readonly handedOut: HandedOut;
}

/** Reads the secret before a key is made, so that no key is made that has no place. */
export async function storeOf(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  prior: ClientKeyState | undefined,
): Promise<Store> {
  const { region, store } = inputs;
  // If the program names another secret or none, applications read the old one until the next key is where the program wants it.
  const before = prior?.store?.secret === store?.secret ? undefined : prior?.store;
  const others = await handedOut(context, region, before);
  if (!store) return { put: async () => undefined, handedOut: others };
  const versions = await fillableVersions(context, region, store.secret, prior);
  await requireNoOthers(context, inputs, versions, prior);
  const ids = new Set([...others.ids, ...currentKeyIn(versions)]);
  return { put: (key) => putInto(context, region, store.secret, key), handedOut: { ...others, ids } };
}

async function putInto(
  context: AlibabaContext,
  region: string,
  secret: string,
  key: Minted,
): Promise<Failure | undefined> {
  const version = { SecretName: secret, VersionId: versionIdOf(key.clientKeyId), SecretData: contentOf(key) };
  try {
    await context.client.call(putSecretValue, region, version);
    return undefined;
  } catch (error) {
    // The interrupt kept the request from being sent.
    if (error instanceof InterruptedError) return { error, mayBeThere: false };
    // An earlier try than the failed one may have stored it.
    const found = await versionsOf(context, { region, name: secret }).catch(() => undefined);
    if (found && staged(found, CURRENT)?.VersionId === version.VersionId) return undefined;
    // Even if another version is current by now, applications may have read this one.
    return { error, mayBeThere: found?.some(({ VersionId }) => VersionId === version.VersionId) ?? true };
  }
}

/**
 * Checked before a key is made: otherwise every run would make a key and have to delete it again.
 * @throws ConflictError for a secret that can't take a key, or that has somebody else's value
 */
async function fillableVersions(
  context: AlibabaContext,
  region: string,
  name: string,
  prior: ClientKeyState | undefined,
): Promise<readonly VersionReply[]> {
  const found = await describe(context, { region, name });
  if (!found) throw notThere(name, region);
  const { SecretType, PlannedDeleteTime } = found.reply;
  if (SecretType !== "Generic")
    throw unfit(name, `is of the type ${SecretType}, which the service fills`, "Name one of the type Generic.");
  if (PlannedDeleteTime !== undefined)
    throw unfit(name, `is to be deleted at ${PlannedDeleteTime}`, "Restore it, or name another one.");
  const versions = await versionsOf(context, { region, name });
  const current = staged(versions, CURRENT)?.VersionId;
  if (current !== undefined && !isFillable(versions, current, prior))
    throw unfit(
      name,
      `already has something else, the version ${current}, which would be replaced`,
      message`Declare a KmsSecret of another name with ${ref("filledElsewhere")} and name that; if nobody needs the value of this one, delete it first, or put any value into it as the version ${EMPTY}.`,
    );
  return versions;
}

/** A secret that has or had a key of this resource is its own: a value that somebody else has put over it is replaced. */
function isFillable(versions: readonly VersionReply[], current: string, prior: ClientKeyState | undefined): boolean {
  return current === EMPTY || keyIdIn(current) !== undefined || hasFilled(versions, prior);
}

function hasFilled(versions: readonly VersionReply[], prior: ClientKeyState | undefined): boolean {
  const own = new Set([...recordedIds(prior)].map(versionIdOf));
  return versions.some(({ VersionId }) => own.has(VersionId));
}

/** Two ClientKeys that store into one secret would replace each other's key for ever. @throws ConflictError */
async function requireNoOthers(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  versions: readonly VersionReply[],
  prior: ClientKeyState | undefined,
): Promise<void> {
  const { region, accessPoint, store } = inputs;
  if (hasFilled(versions, prior)) return;
  for (const id of currentKeyIn(versions)) {
    // In a replacement, this is the key of the replaced resource.
    if (isElsewhere(context, region, id)) continue;
    const key = await describeKey(context, region, id);
    if (!key || (key.accessPoint === accessPoint && whoseKey(key, ownerOf(context, inputs, prior)) !== "foreign"))
      continue;
    throw unfit(
      store?.secret ?? "",
      `hands out the client key ${id} of another ClientKey, of the access point ${key.accessPoint}`,
      "Give each ClientKey a secret of its own; if nobody needs that key, delete it first.",
    );
  }
}

function unfit(secret: string, problem: string, remedy: Message): ConflictError {
  return new ConflictError(`the secret ${JSON.stringify(secret)} ${problem}: no client key was made for it`, remedy);
}

/** Not a NotFoundError, which engines would take for one about the client key. */
function notThere(secret: string, region: string): ConflictError {
  return new ConflictError(
    `there is no secret ${JSON.stringify(secret)} in ${region} to put the client key into, so no key was made`,
    message`Check ${ref("store.secret")} and the region, or declare a KmsSecret of that name with ${ref("filledElsewhere")}.`,
  );
}

/** The JSON that an application reads: content and password as the vendor's SDKs take them, the id of the key, and its end. */
function contentOf({ clientKeyId, clientKeyContent, password, notAfter }: Minted): Secret {
  return new Secret(
    JSON.stringify({
      clientKeyId,
      clientKeyContent: clientKeyContent.reveal(),
      password: password.reveal(),
      notAfter,
    }),
  );
}

/** The part of the record that depends on `store`: the key's secrets are recorded only if they go into no secret. */
export function kept(
  { clientKeyContent, password, clientKeyId }: Minted,
  { store }: Pick<ClientKeyInputs, "store">,
): Pick<ClientKeyOutputs, "clientKeyContent" | "password" | "storedIn"> {
  if (!store) return { clientKeyContent, password, storedIn: undefined };
  return { ...NO_SECRETS, storedIn: { secret: store.secret, versionId: versionIdOf(clientKeyId) } };
}

/** As for a key that was made elsewhere, whose secrets are unknown. */
const NO_SECRETS = { clientKeyContent: undefined, password: undefined } as unknown as Pick<
  ClientKeyOutputs,
  "clientKeyContent" | "password"
>;

/**
 * Brings the recorded state in line with the secret, whose current version decides which key applications get. If that is a newer key of
 * this resource, whose run was killed before it could record it, then it becomes the current key, and the overlap of the recorded key
 * counts from the time at which the newer one was stored.
 */
export async function asInSecret(context: AlibabaContext, state: ClientKeyState): Promise<ClientKeyState> {
  const { store, region, clientKeyId } = state;
  if (!store) return state;
  const told = await look(context, { region, name: store.secret });
  if (!told) return state;
  const current = told.versions && staged(told.versions, CURRENT);
  const storedIn = current && { secret: store.secret, versionId: current.VersionId };
  if (current?.VersionId === versionIdOf(clientKeyId)) return { ...state, storedIn };
  const key = current && (await nextKeyIn(context, state, current));
  if (!key) return { ...state, storedIn: undefined };
  return { ...succeeded(state, key, switchedAt(context, state, current)), storedIn };
}

/** Where a key that was made elsewhere is stored, if the secret that the program names hands out this key. */
export async function storedIn(
  context: AlibabaContext,
  { store, region }: Pick<ClientKeyInputs, "region"> & Partial<Pick<ClientKeyInputs, "store">>,
  clientKeyId: string,
): Promise<ClientKeyOutputs["storedIn"]> {
  const { ids } = await handedOut(context, region, store);
  return store && ids.has(clientKeyId) ? { secret: store.secret, versionId: versionIdOf(clientKeyId) } : undefined;
}

async function nextKeyIn(
  context: AlibabaContext,
  state: ClientKeyState,
  { VersionId }: VersionReply,
): Promise<ClientKeyReply | undefined> {
  const { region, accessPoint } = state;
  const id = keyIdIn(VersionId);
  if (id === undefined || recordedIds(state).has(id) || isElsewhere(context, region, id)) return undefined;
  const key = await describeKey(context, region, id);
  // A key with another record's nonce, such as that of this resource's replacement, is for that record to end.
  const owner = { ...ownerOf(context, state), nonces: [context.nonces.own] };
  const isOurs = key?.accessPoint === accessPoint && whoseKey(key, owner) === "ours";
  return isOurs ? key : undefined;
}

/**
 * Since when applications find the key: since its version was made, because a put makes the version current. The time is unknown, and
 * counts as now, if somebody moved the stage: if an earlier refresh saw the key while the secret handed out another one, or if the version
 * is older than the last switch.
 */
function switchedAt({ clock }: AlibabaContext, state: ClientKeyState, version: VersionReply): Date {
  const madeAt = parseTime(version.CreateTime);
  const wasSeen = state.strays.some(({ clientKeyId }) => versionIdOf(clientKeyId) === version.VersionId);
  return wasSeen || madeAt <= parseTime(state.currentSince ?? state.createdAt) ? clock.now() : madeAt;
}

function succeeded(state: ClientKeyState, key: ClientKeyReply, since: Date): ClientKeyState {
  const { clientKeyId, notAfter, createdAt } = key;
  return {
    ...state,
    ...NO_SECRETS,
    ...key,
    state: "active",
    expiresAt: countingEnd(formatTime(addDuration(parseTime(createdAt), state.validity)), notAfter),
    revision: Math.max(revisionOf(createdAt), state.revision + 1),
    version: state.version + 1,
    currentSince: formatTime(since),
    previous: [asPrevious(state, retirementTime(since, state.rotation)), ...state.previous],
    strays: state.strays.filter((stray) => stray.clientKeyId !== clientKeyId),
  };
}
