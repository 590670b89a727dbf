import { type Definition, define, pick } from "../../core/definition";
import { message, ref } from "../../core/message";
import { aboutIn, type Reason } from "../../core/reasons";
import { nextRun } from "../../core/rotation";
import { accessPointOf } from "../access-point";
import { accounts, callersAccount } from "../account";
import { requireKnownRegion } from "../adoption";
import type { AlibabaContext } from "../api/client";
import type { ClientKeyReply } from "../api/wire";
import { clientKeyDue, clientKeyNotes } from "./due";
import {
  type ClientKeyInputs,
  type ClientKeyOutputs,
  type ClientKeyState,
  clientKeyChecks,
  clientKeyForms,
  clientKeyInputs,
  clientKeyOutputs,
  type StrayKey,
} from "./fields";
import {
  addressOfKey,
  describeKey,
  foundKeys,
  listKeysOfRegion,
  madeBefore,
  ownerOf,
  recordedIds,
  remove,
  sight,
  straysAmong,
  takenUp,
} from "./keys";
import { countingEnd } from "./mark";
import { makeNext } from "./next-key";
import { removePlanned } from "./previous";
import { crowding } from "./room";
import { asInSecret, storedIn } from "./store";
import {
  clientKeyMoments,
  deletedKeys,
  nextRunOf,
  revisionOf,
  rotatedState,
  timesOf,
  turnOf,
  workingKeys,
} from "./times";

async function read(context: AlibabaContext, recorded: ClientKeyState): Promise<ClientKeyState | undefined> {
  const state = await asInSecret(context, recorded);
  const { key, all } = await sight(context, state);
  const strays = all ? straysAmong(context, all, ownerOf(context, state), recordedIds(state)) : state.strays;
  const isNextThere = async (): Promise<boolean> =>
    state.pending !== undefined && (await stillThere(context, state.region, [state.pending], all ?? [])).length > 0;
  const previous = all || !key ? await stillThere(context, state.region, state.previous, all ?? []) : state.previous;
  // The record stays until its last key is gone, because it gives the others their deadlines.
  const isAlone = previous.length === 0 && !strays.some(({ origin }) => origin === "ours") && !(await isNextThere());
  if (!key && isAlone) return undefined;
  // The recorded account is certain only if the key is there.
  const account = await accountOf(context, state.region, key && state.accountId);
  const seen = { ...state, ...account, ...asSeen(state, key), strays, previous };
  return { ...seen, ...timesOf(seen, seen) };
}

function asSeen(
  state: ClientKeyState,
  key: ClientKeyReply | undefined,
): Partial<Pick<ClientKeyState, "state" | "keyAlgorithm" | "notBefore" | "notAfter">> {
  if (!key) return { state: "deleted" };
  const { keyAlgorithm, notBefore, notAfter } = key;
  const isSame = state.state !== "altered" && notBefore === state.notBefore && notAfter === state.notAfter;
  return { state: isSame ? "active" : "altered", keyAlgorithm, notBefore, notAfter };
}

/** The service returns no ARN of a client key, so the account is asked for where none is recorded. */
async function accountOf(
  context: AlibabaContext,
  region: string,
  recorded?: string,
): Promise<Pick<ClientKeyOutputs, "accountId">> {
  const accountId = recorded ?? (await callersAccount(context, region));
  return accountId === undefined ? {} : { accountId };
}

/** The keys that nobody has deleted. A list may be cut, so each key that it doesn't show is asked for. */
async function stillThere<Key extends { readonly clientKeyId: string }>(
  context: AlibabaContext,
  region: string,
  keys: readonly Key[],
  all: readonly ClientKeyReply[],
): Promise<(Key & { readonly createdAt: string })[]> {
  const seen = await Promise.all(
    keys.map(
      async ({ clientKeyId }) =>
        all.find((key) => key.clientKeyId === clientKeyId) ?? (await describeKey(context, region, clientKeyId)),
    ),
  );
  return keys.flatMap((key, index) => {
    const { createdAt } = seen[index] ?? {};
    return createdAt === undefined ? [] : [{ ...key, createdAt }];
  });
}

/**
 * The state of a key that was made elsewhere; undefined if it isn't a key of the named access point. It has no secrets, because the service
 * shows a private key once, and a password never. It counts as version 1, because nobody counted the keys before it, and expires at
 * `notAfter`, because its intended validity is unknown. It is rotated like every other key, and then keeps working for the overlap.
 */
async function find(
  context: AlibabaContext,
  told: Partial<ClientKeyState>,
): Promise<Partial<ClientKeyState> | undefined> {
  const { clientKeyId = "", accessPoint } = told;
  const region = requireKnownRegion(told);
  const key = await describeKey(context, region, clientKeyId);
  if (!key || (accessPoint !== undefined && accessPoint !== key.accessPoint)) return undefined;
  return found(context, { ...told, region }, key);
}

async function found(
  context: AlibabaContext,
  told: Partial<ClientKeyState> & Pick<ClientKeyState, "region">,
  key: ClientKeyReply,
): Promise<Partial<ClientKeyState>> {
  const { rotation, region } = told;
  const { notAfter, createdAt } = key;
  const rotateAt = rotation && turnOf({ createdAt, expiresAt: notAfter, notAfter }, rotation);
  return {
    ...told,
    ...(await accountOf(context, region)),
    ...key,
    storedIn: await storedIn(context, told, key.clientKeyId),
    state: "active",
    expiresAt: notAfter,
    revision: revisionOf(createdAt),
    version: 1,
    ...(rotateAt && { rotateAt, nextRunBy: nextRun(rotateAt, []) }),
    previous: [],
    strays: [],
  };
}

async function update(
  context: AlibabaContext,
  prior: ClientKeyState,
  inputs: ClientKeyInputs,
  reasons: readonly Reason[],
): Promise<ClientKeyOutputs> {
  if (reasons.some(({ code }) => code === "rotate" || code === "rekey" || code === "verify" || code === "mend"))
    return makeNext(context, inputs, { prior, reasons });
  const times = timesOf(prior, inputs);
  const taken = aboutIn(reasons, "stray");
  const isTaken = ({ clientKeyId }: StrayKey): boolean => taken.has(clientKeyId);
  const all = [...times.previous, ...takenUp(prior.strays.filter(isTaken), inputs, context.clock.now())];
  const { previous, state } = await removePlanned(context, inputs, all, { prior, reasons });
  return {
    ...pick(prior, clientKeyOutputs),
    state,
    rotateAt: times.rotateAt,
    previous,
    strays: prior.strays.filter((stray) => !isTaken(stray)),
    nextRunBy: nextRunOf({ ...prior, rotateAt: times.rotateAt, previous }),
  };
}

/** Completes a record of version 0.1, which had no revision and no strays, and reckoned all times from `createdAt` and the validity. */
function upgrade(recorded: Partial<ClientKeyState>): Partial<ClientKeyState> {
  const { createdAt, expiresAt, notAfter, revision, previous } = recorded;
  if (createdAt === undefined || (revision ?? undefined) !== undefined) return recorded;
  return {
    ...recorded,
    state: "active",
    revision: revisionOf(createdAt),
    ...(expiresAt && notAfter && { expiresAt: countingEnd(expiresAt, notAfter) }),
    ...(previous && { previous: previous.map((key) => ({ ...key, origin: key.origin ?? "rotated" })) }),
    strays: [],
  };
}

const MAKING = ["kms:ListClientKeys", "kms:CreateClientKey", "kms:DeleteClientKey"];
const STORING = ["kms:DescribeSecret", "kms:ListSecretVersionIds", "kms:GetClientKey", "kms:PutSecretValue"];

export const clientKey: Definition = define({
  name: "ClientKey",
  summary:
    "The credential of an application: a private key that only this resource ever sees, protected by a password. " +
    "It is rotated in place before it expires; the old key keeps working during the overlap.",
  inputs: clientKeyInputs,
  outputs: clientKeyOutputs,
  subject: "label",
  address: addressOfKey,
  adopt: { ...clientKeyForms, find },
  upgrade,
  checks: clientKeyChecks,
  due: clientKeyDue,
  moments: clientKeyMoments,
  rotated: rotatedState,
  revocation: {
    renewedBy: "rotation.trigger",
    ending: { revokePrevious: true },
    current: ({ clientKeyId }) => clientKeyId,
    replaced: ({ previous }) => previous.map(({ clientKeyId }) => clientKeyId),
    madeBefore,
    found: foundKeys,
    crowding,
    address: ({ region }, clientKeyId) => addressOfKey({ region, clientKeyId }),
  },
  notes: clientKeyNotes,
  replacing: message`replacing the client key with a key of another access point or region, and every replacement that deletes first, ends the key and its previous keys in the same run: there is no overlap. To change over with an overlap, give ${ref("rotation.trigger")} a new text instead`,
  actions: {
    create: ["kms:GetClientKey", ...MAKING],
    read: ["kms:ListClientKeys", "kms:GetClientKey"],
    update: MAKING,
    delete: ["kms:ListClientKeys", "kms:GetClientKey", "kms:DeleteClientKey"],
  },
  actionsWith: {
    verify: { create: ["kms:GetKmsInstance"], update: ["kms:GetKmsInstance"] },
    store: {
      create: STORING,
      read: ["kms:ListSecretVersionIds"],
      update: STORING,
      delete: ["kms:ListSecretVersionIds"],
    },
  },
  endsWith: accessPointOf,
  account: accounts,
  access: {
    is: "credential",
    place: ({ region }) => region,
    application: ({ accessPoint }) => accessPoint,
    credentials: workingKeys,
    deleted: deletedKeys,
  },
  identity: { fields: ["region", "clientKeyId"], mutable: true },
  list: {
    where: ["region"],
    // The mark of a key is a hash, from which nobody learns the label.
    marked: false,
    actions: ["kms:ListClientKeys"],
    id: ({ region, accessPoint, clientKeyId }) => `${region}/${accessPoint}/${clientKeyId}`,
    async *objects(context: AlibabaContext, base) {
      const region = requireKnownRegion(base);
      for (const key of await listKeysOfRegion(context, region)) {
        const name = `${key.accessPoint}/${key.clientKeyId}`;
        yield { name, look: async () => ({ state: await found(context, { ...base, region }, key) }) };
      }
    },
  },
  recordsNoSecrets: ({ store }) => store !== undefined,
  fills: ({ store, region }) => store && { kind: "secret", place: region, name: store.secret },
  create: async (context, inputs) => ({
    ...(await accountOf(context, inputs.region)),
    ...(await makeNext(context, inputs)),
  }),
  read,
  update,
  delete: remove,
});
