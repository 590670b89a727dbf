import * as z from "zod";
import { absent } from "../../../core/checks";
import { type Definition, define } from "../../../core/definition";
import { field, fixed, secretText } from "../../../core/fields";
import type { Secret } from "../../../core/secret";
import type { IbmContext } from "../../client";
import { accessTo, KEY_ACTIONS, type KeyAccess } from "../key/access";
import { keyChecks } from "../key/checks";
import { createKey } from "../key/create";
import { keyDefinition, keyNotes } from "../key/definition";
import { endOf, restoration } from "../key/due";
import { aliasesField, DEFAULT_RING, keyFields, keyOutputs } from "../key/fields";
import { changeKey, endKey, findKnown, type KeyKind, observe, upgraded } from "../key/lifecycle";
import { fewBytes, MOST_STANDARD_BYTES, materialText } from "../key/material";
import { keyInRecord, keyPlace, keyRecords } from "../key/place";
import { commonOutputs, DESTROYED, settingInputs } from "../key/state";
import type { Progress } from "../key/steps";

const SECRET = "secret" as const;

const inputs = z.object({
  ...keyFields,
  aliases: aliasesField(["webhook"], ["webhook", "webhook-2026"]),
  payload: fixed(materialText.optional(), {
    doc: `The secret itself, in base64: up to ${MOST_STANDARD_BYTES} bytes. By default, the service generates it. A change makes another key.`,
    examples: ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="],
    secret: true,
    from: ["recorded"],
    insteadOf: "generate",
  }),
  generate: field(z.boolean().optional(), {
    doc: "States explicitly that the service generates the secret, as it does when no payload is given.",
    examples: [true, true],
    onChange: "ignore",
  }),
});

const outputs = z.object({
  ...keyOutputs,
  payload: field(secretText(), { doc: "The secret itself, in base64.", secret: true }),
  pending: field(z.literal(SECRET).optional(), {
    doc: "`secret` while the key is there and its secret isn't recorded yet: the next run fetches it.",
  }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;
type State = Inputs & Outputs;
/** The outputs of a key whose secret is pending, or kept where Keysmith doesn't see it. */
type Known = Omit<Outputs, "payload"> & Partial<Pick<Outputs, "payload">>;

/** The secret of a key, by the only call that returns it. */
async function fetchPayload({ api }: KeyAccess, keyId: string): Promise<Secret | undefined> {
  return (await api.get(keyId)).payload;
}

async function withSecret(context: IbmContext, seen: State): Promise<State> {
  const payload = (await fetchPayload(accessTo(context, seen), seen.keyId)) ?? seen.payload;
  return { ...seen, payload, pending: undefined };
}

async function complete({ api, context }: KeyAccess, keyId: string): Promise<Partial<Progress>> {
  const key = await api.get(keyId);
  return { payload: key.payload, createdAt: commonOutputs(key, context.clock.now()).createdAt };
}

const kind: KeyKind<Inputs, Known> = {
  word: "standard key",
  extractable: true,
  wanted: ({ keyRing = DEFAULT_RING, aliases }) => ({ keyRing, aliases }),
  confirms: async (access, key, { payload }) => payload?.equals(await fetchPayload(access, key.id)) ?? true,
  unproven: () => ({}),
  lastSteps: (access, keyId, isComplete) => (isComplete ? [] : [() => complete(access, keyId)]),
  found: (key, { payload }, now) => ({
    ...commonOutputs(key, now),
    strays: [],
    ...(payload ? { payload } : { pending: SECRET }),
  }),
  changed: (known, _inputs, { payload, createdAt = known.createdAt }) => ({
    ...known,
    createdAt,
    ...(payload && { payload, pending: undefined }),
  }),
  recorded: (base, _inputs, reached) => ({ ...base, ...settingInputs(reached) }),
};

/** The secret of a deleted key can't be fetched until the key is restored. */
async function findStandardKey(context: IbmContext, told: Partial<State>): Promise<Partial<State> | undefined> {
  const found = await findKnown<State>(kind, context, told);
  if (!found) return undefined;
  const { key, seen } = found;
  if (key.state === DESTROYED) return { ...seen, pending: SECRET };
  // The fields of an import look like a state of version 0.1 whose secret is still to be fetched.
  return withSecret(context, seen);
}

async function read(context: IbmContext, state: State): Promise<State | undefined> {
  const found = await observe(kind, context, state);
  if (!found) return undefined;
  const { key, seen } = found;
  return state.pending !== SECRET || key.state === DESTROYED ? seen : withSecret(context, seen);
}

/** The outputs that a later run records, when a run ended before it had fetched the secret. */
const LATE = ["payload", "createdAt", "pending"];

const neverRotates = absent(
  "rotation",
  "is not for standard keys, as the service rotates root keys only: make another standard key, or use a RootKey",
);

export const standardKey: Definition = define({
  ...keyDefinition<State>(kind, async (...asked) => (await findKnown<State>(kind, ...asked))?.seen),
  name: "StandardKey",
  summary:
    "A standard key: a secret that the service keeps and shows only to callers allowed to read it, generated by the service or imported by you. " +
    "Only root keys rotate.",
  inputs,
  outputs,
  adopt: { ...keyPlace, records: keyRecords((record) => keyInRecord(record, true)), find: findStandardKey },
  // In a state of version 0.1, a missing time means that the secret is still to be fetched.
  upgrade: (recorded) =>
    upgraded(
      recorded.keyId !== undefined && recorded.createdAt === undefined ? { ...recorded, pending: SECRET } : recorded,
    ),
  checks: [...keyChecks, fewBytes("payload", MOST_STANDARD_BYTES), neverRotates],
  due: [
    // A key that somebody deleted is restored, and a secret that wasn't recorded yet with it.
    (state, given, now) => restoration(state, given, now, state.pending === SECRET ? LATE : []),
    // The secret of a living key is fetched when an earlier run couldn't fetch it.
    ({ pending, state }) =>
      pending === SECRET && state !== "destroyed"
        ? { code: "fetch", outputs: LATE, message: "the secret of the key was made but is not recorded yet" }
        : undefined,
  ],
  moments: endOf,
  notes: (...asked) => keyNotes(kind, ...asked),
  replacing: "replacing the standard key deletes the old one, and its secret with it",
  actions: {
    create: ["kms.secrets.list", "kms.secrets.create", "kms.secrets.read", ...KEY_ACTIONS],
    read: ["kms.secrets.list", "kms.secrets.readmetadata"],
    update: ["kms.secrets.read", ...KEY_ACTIONS],
    delete: ["kms.secrets.list", "kms.secrets.delete"],
  },
  // The result has its secret. A key without one is thrown as a PartialError.
  create: (context: IbmContext, given) => createKey(kind, context, given) as Promise<Outputs>,
  read,
  update: (context, prior, given, reasons) => {
    const change = { access: accessTo(context, given), prior, inputs: given, reasons };
    return changeKey(kind, outputs, change, prior.pending === undefined) as Promise<Outputs>;
  },
  delete: (context, state) => endKey(accessTo(context, state), kind, state, { mode: "delete", force: false }),
});
