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

// The secret into which a program has its client keys put, each as a version of its own.

/** Why a key isn't in the secret. */
export interface Failure {
  readonly error: unknown;
  /** Whether the service may have put it there all the same. */
  readonly mayBeThere: boolean;
}

export interface Store {
  /** Puts a key into the secret. @returns nothing where it is there as the current version, or where no secret is asked for */
  put(key: Minted): Promise<Failure | undefined>;
  /** Before anything is put. */
  readonly handedOut: HandedOut;
}

/** Where the secret can't be looked at, no key is made that would have no place. */
export async function storeOf(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  prior: ClientKeyState | undefined,
): Promise<Store> {
  const { region, store } = inputs;
  // Until the next key is where the program wants it, applications have what is where it was.
  const before = prior?.store?.secret === store?.secret ? undefined : prior?.store;
  const others = await handedOut(context, region, [before]);
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
    // What an interrupt kept from being sent is nowhere.
    if (error instanceof InterruptedError) return { error, mayBeThere: false };
    // A try before the one that failed may have put it there.
    const found = await versionsOf(context, { region, name: secret }).catch(() => undefined);
    if (found && staged(found, CURRENT)?.VersionId === version.VersionId) return undefined;
    // Also where another version has become the current one since, applications may have read it.
    return { error, mayBeThere: found?.some(({ VersionId }) => VersionId === version.VersionId) ?? true };
  }
}

/**
 * Asked before a key is made, which would have to be deleted again in every run.
 * @throws ConflictError for a secret that can't take a key, or that has what is another's
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
      `has something else, the version ${current}, which would be replaced`,
      message`Declare a KmsSecret of another name with ${ref("filledElsewhere")} and name that; where nobody needs what is in this one, delete it first, or put any value into it as the version ${EMPTY}.`,
    );
  return versions;
}

/** Where a key of this resource is or was, it fills the secret, and what somebody else has put over it is replaced. */
function isFillable(versions: readonly VersionReply[], current: string, prior: ClientKeyState | undefined): boolean {
  return current === EMPTY || keyIdIn(current) !== undefined || hasFilled(versions, prior);
}

function hasFilled(versions: readonly VersionReply[], prior: ClientKeyState | undefined): boolean {
  const own = new Set([...recordedIds(prior)].map(versionIdOf));
  return versions.some(({ VersionId }) => own.has(VersionId));
}

/** Two that put their keys into one secret would take it from one another for ever. @throws ConflictError */
async function requireNoOthers(
  context: AlibabaContext,
  inputs: ClientKeyInputs,
  versions: readonly VersionReply[],
  prior: ClientKeyState | undefined,
): Promise<void> {
  const { region, accessPoint, store } = inputs;
  if (hasFilled(versions, prior)) return;
  for (const id of currentKeyIn(versions)) {
    // A replacement has the key of the one before it there.
    if (isElsewhere(context, region, id)) continue;
    const key = await describeKey(context, region, id);
    if (!key || (key.accessPoint === accessPoint && whoseKey(key, ownerOf(context, inputs, prior)) !== "foreign"))
      continue;
    throw unfit(
      store?.secret ?? "",
      `hands out the client key ${id} of another ClientKey, of the access point ${key.accessPoint}`,
      "Give each ClientKey a secret of its own; where nobody needs that key, delete it first.",
    );
  }
}

function unfit(secret: string, problem: string, remedy: Message): ConflictError {
  return new ConflictError(
    `the secret ${JSON.stringify(secret)} ${problem}: no client key was made to be put into it`,
    remedy,
  );
}

/** No NotFoundError: engines would take it for one about the key. */
function notThere(secret: string, region: string): ConflictError {
  return new ConflictError(
    `there is no secret ${JSON.stringify(secret)} in ${region} to put the client key into, and none was made`,
    message`Check ${ref("store.secret")} and the region, or declare a KmsSecret of that name with ${ref("filledElsewhere")}.`,
  );
}

/** What an application reads: the content and the password as the vendor's SDKs take them, which key that is, and until when it works. */
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

/** What is recorded of a key beside the key itself: its secrets only where they are in no secret. */
export function kept(
  { clientKeyContent, password, clientKeyId }: Minted,
  { store }: Pick<ClientKeyInputs, "store">,
): Pick<ClientKeyOutputs, "clientKeyContent" | "password" | "storedIn"> {
  if (!store) return { clientKeyContent, password, storedIn: undefined };
  return { ...NO_SECRETS, storedIn: { secret: store.secret, versionId: versionIdOf(clientKeyId) } };
}

/** As of a key that was made elsewhere, whose secrets nobody can tell. */
const NO_SECRETS = { clientKeyContent: undefined, password: undefined } as unknown as Pick<
  ClientKeyOutputs,
  "clientKeyContent" | "password"
>;

/**
 * The recorded state as the secret has it: whose current version says which key applications get. Where that is a key of this resource that
 * was made since, by a run that was ended before it could record it, that one is the current key, and the overlap of the one before
 * began when it was put there.
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

async function nextKeyIn(
  context: AlibabaContext,
  state: ClientKeyState,
  { VersionId }: VersionReply,
): Promise<ClientKeyReply | undefined> {
  const { region, accessPoint } = state;
  const id = keyIdIn(VersionId);
  if (id === undefined || recordedIds(state).has(id) || isElsewhere(context, region, id)) return undefined;
  const key = await describeKey(context, region, id);
  // That of another record, such as the one that comes in the place of this one, is that one's to end.
  const owner = { ...ownerOf(context, state), nonces: [context.nonces.own] };
  const isOurs = key?.accessPoint === accessPoint && whoseKey(key, owner) === "ours";
  return isOurs ? key : undefined;
}

/**
 * Since when applications find the key: since the version is there, as a put makes it the current one. But an earlier refresh may have
 * seen the key while the secret handed out another one, and a version that is older than the last switch was put there before: then
 * somebody has moved the stage, and nobody tells when.
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
