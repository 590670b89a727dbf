import { z } from "zod";
import { absent, type Check } from "../../core/checks";
import { type Definition, define, type Reason } from "../../core/definition";
import { field, secretText } from "../../core/fields";
import type { Secret } from "../../core/secret";
import { placeIn, samePlace } from "../instance";
import { standardKeysElsewhere } from "../records-elsewhere";
import { endKey } from "./deletion";
import { accessTo, type Client, type KeyAccess, keyAddress } from "./key-access";
import { adopted, isIncomplete } from "./key-adoption";
import { keyChecks } from "./key-checks";
import { createKey } from "./key-create";
import { expiryWarning, keyDue, lostKeyWarning } from "./key-due";
import { aliasesField, DEFAULT_RING, idOf, keyFields, keyOutputs } from "./key-fields";
import { keyImporting, placed } from "./key-importing";
import type { KeyKind } from "./key-kind";
import { commonOutputs, DESTROYED, settingInputs } from "./key-state";
import type { Progress } from "./key-steps";
import { changeKey, observe, observed } from "./key-verbs";
import { bytesOf, MOST_STANDARD_BYTES, materialText } from "./material";

const inputs = z.object({
  ...keyFields,
  aliases: aliasesField(["webhook"], ["webhook", "webhook-2026"]),
  payload: field(materialText.optional(), {
    doc: `The secret itself, in base64: up to ${MOST_STANDARD_BYTES} bytes. Left out, the service makes it. A change makes another key.`,
    examples: ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="],
    secret: true,
    onChange: "replace",
    from: ["recorded"],
    insteadOf: "generate",
  }),
  generate: field(z.boolean().optional(), {
    doc: "Says aloud that the service makes the secret, as it does when no payload is given.",
    examples: [true, true],
    onChange: "ignore",
  }),
});

const outputs = z.object({
  ...keyOutputs,
  payload: field(secretText(), { doc: "The secret itself, in base64.", secret: true }),
});

type Inputs = z.output<typeof inputs>;
type Outputs = z.output<typeof outputs>;

/** The secret of a key: one call, and the only one that shows it. */
async function fetchPayload({ api }: KeyAccess, keyId: string): Promise<Secret | undefined> {
  return (await api.get(keyId)).payload;
}

/** The code of the reason for which a secret is fetched that couldn't be fetched when the key was made. */
const FETCH = "fetch";

/** Completes the record of a key. */
async function complete({ api, context }: KeyAccess, keyId: string): Promise<Partial<Progress>> {
  const key = await api.get(keyId);
  return { payload: key.payload, createdAt: commonOutputs(key, context.clock.now()).createdAt };
}

const kind: KeyKind<Inputs, Outputs> = {
  word: "standard key",
  extractable: true,
  importsSecurely: () => false,
  details: () => ({}),
  wanted: ({ keyRing = DEFAULT_RING, aliases }) => ({ keyRing, aliases }),
  confirms: async (access, key, { payload }) => payload?.equals(await fetchPayload(access, key.id)) ?? true,
  unproven: () => ({}),
  lastSteps: (access, keyId, isComplete) => (isComplete ? [] : [() => complete(access, keyId)]),
  found: (key, given, now) => withSecret({ ...commonOutputs(key, now), payload: given.payload as Secret }),
  changed: (known, _inputs, { payload = known.payload, createdAt = known.createdAt }) => ({
    ...known,
    payload,
    createdAt,
  }),
  recorded: (base, _inputs, reached) => ({ ...base, ...settingInputs(reached) }),
};

/** Of a key whose secret is still to be fetched it isn't recorded either when it was made: the next run asks again. */
function withSecret<O extends Outputs>(outputs: O): O {
  return outputs.payload ? outputs : { ...outputs, createdAt: undefined as unknown as string };
}

async function read(context: Client, recorded: Inputs & Outputs): Promise<(Inputs & Outputs) | undefined> {
  const state = placed(recorded);
  const key = await observe(context, state);
  if (!key) return undefined;
  if (!isIncomplete(state)) return observed(state, key, context.clock.now());
  const seen = adopted(kind, state, key, context.clock.now());
  if (key.state === DESTROYED) return withSecret(seen);
  return { ...seen, payload: (await fetchPayload(accessTo(context, state), key.id)) ?? seen.payload };
}

/** Restoring what was deleted, and fetching a secret that was never recorded. */
function due(state: Inputs & Outputs, given: Inputs, now: Date): readonly Reason[] {
  const late = isIncomplete(state) ? ["payload", "createdAt"] : [];
  if (state.state === "destroyed") return keyDue(state, given, now, late);
  if (late.length === 0) return [];
  return [{ code: FETCH, outputs: late, message: "the secret of the key was made and is not recorded yet" }];
}

const fewBytes: Check<Inputs> = ({ inputs: { payload } }) => {
  const length = payload ? bytesOf(payload).length : 0;
  const reason = `the given value has ${length} bytes: at most ${MOST_STANDARD_BYTES} are allowed`;
  return length > MOST_STANDARD_BYTES ? [{ field: "payload", reason }] : [];
};

const neverRotates = absent(
  "rotation",
  "is not for standard keys, as the service rotates root keys only: make another standard key, or use a RootKey",
);

export const standardKey: Definition = define({
  name: "StandardKey",
  summary:
    "A standard key: a secret that the service keeps and shows to who may read it, made by the service or brought by you. " +
    "Only root keys rotate.",
  inputs,
  outputs,
  subject: "name",
  id: idOf,
  address: (values) => keyAddress(placeIn(values), { ...kind, id: values.keyId }),
  equal: [samePlace],
  replacing: "replacing the standard key deletes the old one, and its secret with it",
  importing: keyImporting,
  formerly: standardKeysElsewhere,
  checks: [...keyChecks, fewBytes, neverRotates],
  actions: {
    create: [
      "kms.secrets.list",
      "kms.secrets.create",
      "kms.secrets.read",
      "kms.secrets.restore",
      "kms.secrets.patch",
      "kms.secrets.createalias",
      "kms.secrets.deletealias",
      "kms.secrets.readmetadata",
    ],
    read: ["kms.secrets.list", "kms.secrets.readmetadata"],
    update: [
      "kms.secrets.patch",
      "kms.secrets.createalias",
      "kms.secrets.deletealias",
      "kms.secrets.restore",
      "kms.secrets.read",
      "kms.secrets.readmetadata",
    ],
    delete: ["kms.secrets.delete"],
  },
  create: (context: Client, given) => createKey(kind, context, given),
  read,
  update: (context, prior, given, reasons) =>
    changeKey(kind, outputs, { access: accessTo(context, given), prior, inputs: given, reasons }),
  delete: (context, state) => endKey(accessTo(context, state), kind.word, state, { mode: "delete", force: false }),
  due,
  notes: (given, state, now) =>
    state
      ? [expiryWarning(given.expirationDate, now), lostKeyWarning(state, given, now)].flatMap((line) => line ?? [])
      : [],
});
