import * as z from "zod";
import { adoptsOnce, adoptText } from "../core/adoption";
import type { Check } from "../core/checks";
import { type Definition, define } from "../core/definition";
import { ConflictError, causedBy } from "../core/errors";
import { field, fixed } from "../core/fields";
import { unlessGone } from "../core/patterns/gone";
import {
  foundWrapped,
  REWRAPPED,
  type Wrapped,
  type WrappedKeyOutputs,
  wrappedKeyForm,
  wrappedKeyInputs,
  wrappedKeyNotes,
  wrappedKeyOutputs,
  wrappedKeyPlace,
  wrappedKeyText,
  wrappedKeyVerbs,
} from "../core/patterns/wrapped-key";
import { accountIn, accounts, callersAccount } from "./account";
import { REGION_LEFT_OUT, regionBefore, requireKnownRegion } from "./adoption";
import type { AlibabaClient, AlibabaContext } from "./api/client";
import { regionField } from "./fields";
import { contextPairs, contextText } from "./functions/fields";
import * as operations from "./functions/operations";
import { PENDING } from "./kms-key/fields";
import { describeKey, type Metadata } from "./kms-key/operations";

const KEY_ID = /^[\w-]+$/;

/** A key's id is `key-…`, or a UUID: neither begins as a region does. */
const REGION = /^([a-z]{2}(?:-[a-z\d]+)+)\/(.*)$/s;

const forms = {
  form: wrappedKeyForm("<key>", "encryptionContext"),
  doc: `The id of the key and a ciphertext of the data key that was kept, in base64; then its dataKeyId, to keep that; then what it is bound to, as JSON: \`["purpose=backup"]\`. A region may stand before it; ${REGION_LEFT_OUT}. The service proves it by encrypting it anew. Of another length than 32 bytes it is adopted by \`adopt\`, beside \`bytes\`.`,
  place(text: string): Partial<State> | undefined {
    const [, region, rest = text] = REGION.exec(text) ?? [];
    const { told, bound } = wrappedKeyPlace(rest) ?? {};
    const place = told && KEY_ID.test(told.key) ? regionBefore(region) : undefined;
    return place && { ...told, ...place, ...(bound && { encryptionContext: bound }) };
  },
};

const inputs = z.object({
  ...wrappedKeyInputs,
  key: field(z.string().regex(KEY_ID, "write the id of a key, such as key-hzz6, not an ARN or an alias"), {
    doc: "The id of the symmetric key that encrypts the data key, in the same region. For another key, the service encrypts the same data key with that one, in place, as long as the previous key can be used.",
    examples: ["key-hzz630494463ejqjx0001", "key-hzz630494463ejqjx0002"],
    references: "KmsKey",
    affects: REWRAPPED,
    needsBefore:
      "the previous key decrypts the data key for the next key, so it must stay enabled until that is done, and readers of the ciphertext elsewhere need it until they have the new ciphertext",
  }),
  bytes: fixed(z.number().int().min(1).max(1024).default(32), {
    doc: "How many bytes the data key has.",
    examples: [16, 64],
  }),
  encryptionContext: fixed(contextPairs(), {
    doc: "Names and values that the ciphertext is bound to, such as `purpose=backup`: decrypting needs the same. They aren't secret.",
    examples: [["purpose=backup"], ["purpose=backup", "team=orders"]],
    unordered: true,
  }),
  region: regionField,
  adopt: field(adoptText(forms).optional(), {
    doc: `A data key of which a ciphertext was kept, to be recorded again instead of making one: \`${forms.form}\`.`,
    examples: [
      "key-hzz630494463ejqjx0001/Y2lwaGVydGV4dCBvbmU=",
      "cn-hangzhou/key-hzz630494463ejqjx0001/Y2lwaGVydGV4dCB0d28=",
    ],
    onChange: "ignore",
    from: ["recorded"],
  }),
});

const outputs = z.object({
  ...wrappedKeyOutputs,
  accountId: field(z.string().optional(), { doc: "The account that has the key; absent until it is known." }),
});

type Inputs = z.output<typeof inputs>;
type State = Inputs & z.output<typeof outputs>;

/** The service also refuses to move a data key that the old key can't decrypt: this check does so before anything is changed. */
const opensStill: Check<Partial<State>> = ({ prior, inputs, replacing }) => {
  const { keyProblem, key: before } = prior ?? {};
  if (keyProblem === undefined || inputs.key === before || replacing.length > 0) return [];
  const reason = `can't become ${inputs.key} yet: ${before} has to decrypt the data key for it, and ${keyProblem}`;
  return [{ field: "key", reason }];
};

const dataKey = wrappedKeyVerbs<Inputs, AlibabaClient>("KmsWrappedKey", {
  moves: ["key"],
  text: (state) => `${state.region}/${wrappedKeyText(state, state.encryptionContext)}`,
  accounts,
  async make({ client }, { region, key, bytes, encryptionContext }) {
    const reply = await client.call(operations.generateDataKeyWithoutPlaintext, region, {
      KeyId: key,
      NumberOfBytes: String(bytes),
      EncryptionContext: contextText(encryptionContext),
    });
    return wrappedIn(reply);
  },
  rewrap: rewrapped,
  async look(context, state) {
    const key = await described(context, state);
    return (
      key && { newestKeyVersion: isEnabled(key) ? key.PrimaryKeyVersion || undefined : undefined, ...problemOf(key) }
    );
  },
});

/** Only the shared gateway offers ReEncrypt: instances don't, and the gateway serves their keys too. */
async function rewrapped(
  { client }: AlibabaContext,
  from: Sealed,
  { region, key }: Pick<Inputs, "region" | "key">,
): Promise<Wrapped> {
  const context = contextText(from.encryptionContext);
  const asked = {
    CiphertextBlob: from.ciphertext,
    SourceEncryptionContext: context,
    DestinationKeyId: key,
    DestinationEncryptionContext: context,
  };
  try {
    return wrappedIn(await client.call(operations.reEncrypt, region, asked));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new ConflictError(
      `${from.key} has to decrypt the data key for ${key}, but one of the two can't be used: ${error.problem}`,
      `If the deletion of ${from.key} is scheduled, cancel it (CancelKeyDeletion), enable the key and run again: once that key is deleted, so is the data key.`,
      causedBy(error),
    );
  }
}

type Sealed = Pick<Inputs, "key" | "encryptionContext"> & Pick<WrappedKeyOutputs, "ciphertext">;

function wrappedIn({ CiphertextBlob, KeyVersionId }: { CiphertextBlob: string; KeyVersionId: string }): Wrapped {
  return { ciphertext: CiphertextBlob, keyVersion: KeyVersionId };
}

const isEnabled = ({ KeyState }: Metadata): boolean => KeyState === "Enabled";

function problemOf(key: Metadata): { readonly keyProblem?: string } {
  if (isEnabled(key)) return {};
  const { KeyState, DeleteDate } = key;
  const when = DeleteDate ? ` for ${DeleteDate}` : "";
  const keyProblem =
    KeyState === PENDING
      ? `its deletion is scheduled${when}, which ends the data key too: cancel it (CancelKeyDeletion) to keep that`
      : `its state is ${KeyState}: enable it to decrypt, or to have the data key encrypted anew`;
  return { keyProblem };
}

/** Asked once in a run for all data keys of one key. */
function described(context: AlibabaContext, { region, key }: Inputs): Promise<Metadata | undefined> {
  return context.memo.once(`alibaba: key that encrypts, ${region}/${key}`, () =>
    unlessGone(context.client.call(describeKey, region, { KeyId: key })),
  );
}

/** Records the key's account, even if it differs from the recorded one. */
async function read(context: AlibabaContext, state: State): Promise<State | undefined> {
  const found = await dataKey.read(context, state);
  if (!found) return undefined;
  return { ...state, ...found, accountId: accountIn((await described(context, state))?.Arn) ?? state.accountId };
}

async function find(context: AlibabaContext, sought: Partial<State>): Promise<Partial<State> | undefined> {
  const { key = "", ciphertext = "", encryptionContext = [] } = sought;
  const told = { ...sought, key, ciphertext, encryptionContext, region: requireKnownRegion(sought) };
  const found = await foundWrapped(context, told, () => rewrapped(context, told, told));
  return found && { ...found, accountId: await callersAccount(context, told.region) };
}

const withAccount = (kept: WrappedKeyOutputs, accountId: string | undefined): z.output<typeof outputs> => ({
  ...kept,
  ...(accountId !== undefined && { accountId }),
});

export const kmsWrappedKey: Definition = define({
  ...dataKey,
  name: "KmsWrappedKey",
  summary:
    "A data key that Alibaba Cloud KMS makes once and encrypts with a key: the state keeps the ciphertext, and `decrypt` returns the plaintext where it is needed. It is encrypted anew, in place, when the key has rotated.",
  inputs,
  outputs,
  subject: "name",
  address: ({ region, dataKeyId }) => ({ kind: "wrapped key", place: region, name: dataKeyId }),
  account: accounts,
  adopt: { ...forms, records: {}, find },
  checks: [opensStill, adoptsOnce],
  notes: wrappedKeyNotes,
  actions: {
    create: ["kms:GenerateDataKeyWithoutPlaintext"],
    read: ["kms:DescribeKey"],
    // ReEncrypt needs both: one on the key that decrypts, one on the key that encrypts.
    update: ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
    delete: [],
  },
  async create(context: AlibabaContext, given) {
    // Before the create, so that nothing can fail after it.
    const account = await callersAccount(context, given.region);
    return withAccount(await dataKey.create(context, given), account);
  },
  read,
  update: async (context: AlibabaContext, prior, given, reasons) =>
    withAccount(await dataKey.update(context, prior, given, reasons), prior.accountId),
});
