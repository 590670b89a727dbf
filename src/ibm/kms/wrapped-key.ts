import * as z from "zod";
import { adoptsOnce, adoptText } from "../../core/adoption";
import { type Definition, define } from "../../core/definition";
import { checkedText, field, fixed } from "../../core/fields";
import {
  foundWrapped,
  type Wrapped,
  type WrappedKeyOutputs,
  wrappedKeyForm,
  wrappedKeyInputs,
  wrappedKeyNotes,
  wrappedKeyOutputs,
  wrappedKeyPlace,
  wrappedKeyText,
  wrappedKeyVerbs,
} from "../../core/patterns/wrapped-key";
import { accounts } from "../account";
import type { IbmClient, IbmContext } from "../client";
import { isKeyId, keyCrn, keyCrnProblem, parseKeyCrn } from "../platform/crn";
import { lacks } from "../platform/features";
import { hpcsWarnings } from "../platform/hpcs";
import { instanceFields, placeIn } from "../platform/instance";
import type { Key } from "./api/wire";
import { callTo, oneKeyChecks, placementOf, serviceOfKey } from "./functions/one-key";
import { aadTexts } from "./functions/wrapping";
import { findKey } from "./key/access";
import { ACTIVE, DESTROYED, restorableUntil, SUSPENDED } from "./key/state";

const keyText = checkedText((text) => {
  if (text.startsWith("crn:")) return keyCrnProblem(text);
  // An alias can move to another key at any time, and only the key that wrapped can unwrap.
  return isKeyId(text)
    ? undefined
    : "is neither the CRN nor the id of a key: an alias may come to stand for another one";
});

const forms = {
  form: wrappedKeyForm("<key>", "aad"),
  doc: 'The root key, by its CRN or its id, and a kept ciphertext of the data key; then its dataKeyId, to keep that; then its `aad` as JSON: `["orders","2026"]`. An id alone is looked for in the configured instance. The service proves the ciphertext by rewrapping it, and IBM Cloud Private by unwrapping it.',
  place(text: string): Partial<State> | undefined {
    const { told, bound } = wrappedKeyPlace(text) ?? {};
    if (!told || !keyText.safeParse(told.key).success) return undefined;
    return { ...told, ...(bound && { aad: bound }) };
  },
};

const inputs = z.object({
  ...instanceFields,
  ...wrappedKeyInputs,
  key: fixed(keyText, {
    doc: "The root key that wraps the data key, by its CRN or its id. A CRN determines the instance and takes precedence.",
    examples: ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"],
    references: "RootKey",
  }),
  aad: fixed(aadTexts(), {
    doc: "Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for unwrapping. They aren't secret.",
    examples: [["orders"], ["orders", "2026"]],
  }),
  adopt: field(adoptText(forms).optional(), {
    doc: `A kept ciphertext of a data key, to record that data key again instead of making a new one: \`${forms.form}\`.`,
    examples: [
      "11111111-1111-4111-8111-111111111111/eyJjaXBoZXJ0ZXh0IjoiYSJ9",
      "22222222-2222-4222-8222-222222222222/eyJjaXBoZXJ0ZXh0IjoiYiJ9",
    ],
    onChange: "ignore",
    from: ["recorded"],
  }),
});

const outputs = z.object(wrappedKeyOutputs);

type Inputs = z.output<typeof inputs>;
type State = Inputs & WrappedKeyOutputs;

function keyIn({ key, instance, service, instanceId }: Partial<Inputs>): string | undefined {
  if (key === undefined) return undefined;
  const place = placeIn(placementOf({ key, instance, service, instanceId }));
  return place && `${place}/${(parseKeyCrn(key)?.resource ?? key).toLowerCase()}`;
}

const dataKey = wrappedKeyVerbs<Inputs, IbmClient>("WrappedKey", {
  moves: [],
  text({ key, instance, ...state }) {
    const whole = instance === undefined || parseKeyCrn(key) ? key : keyCrn(instance, key);
    return wrappedKeyText({ ...state, key: whole }, state.aad);
  },
  accounts,
  // The service's reply also has the plaintext of the new data key, which is dropped here.
  async make(context, given): Promise<Wrapped> {
    const { api, idOrAlias } = callTo(context, given);
    const { ciphertext, keyVersion } = await api.wrap(idOrAlias, { aad: given.aad });
    return { ciphertext, keyVersion };
  },
  rewrap: rewrapped,
  async look(context, state) {
    const call = callTo(context, state);
    const key = await findKey(call, call.idOrAlias);
    return key && { newestKeyVersion: key.state === ACTIVE ? key.keyVersion : undefined, ...problemOf(key) };
  },
});

async function rewrapped(
  context: IbmContext,
  { ciphertext, aad }: Pick<State, "ciphertext" | "aad">,
  given: Parameters<typeof callTo>[1],
): Promise<Wrapped> {
  const { api, instance, idOrAlias } = callTo(context, given);
  // Only an adoption comes here: a service without rewrap has no versions.
  if (lacks(instance.service, "rewrap")) {
    await api.unwrap(idOrAlias, { ciphertext, aad });
    return { ciphertext };
  }
  const { ciphertext: anew, rewrappedKeyVersion } = await api.rewrap(idOrAlias, { ciphertext, aad });
  // The reply's `keyVersion` is the version of the old ciphertext.
  return { ciphertext: anew, keyVersion: rewrappedKeyVersion };
}

async function find(context: IbmContext, sought: Partial<State>): Promise<Partial<State> | undefined> {
  const { key = "", ciphertext = "", aad = [], instance, service, instanceId, url } = sought;
  const told = { ...sought, key, ciphertext, aad, instance, service, instanceId, url };
  return foundWrapped(context, told, () => rewrapped(context, told, told));
}

/** An expired key can still unwrap. */
function problemOf(key: Key): { readonly keyProblem?: string } {
  if (key.state === SUSPENDED) return { keyProblem: "it is disabled: enable it to unwrap, or to rewrap" };
  if (key.state !== DESTROYED) return {};
  const until = restorableUntil(key);
  const what = until ? `restore it until ${until}, or the data key is lost` : "nobody can unwrap the data key any more";
  return { keyProblem: `it was deleted: ${what}` };
}

export const wrappedKey: Definition = define({
  ...dataKey,
  name: "WrappedKey",
  summary:
    "A data key of 32 bytes that a root key of Key Protect, Hyper Protect Crypto Services or IBM Cloud Private makes once and wraps: the state keeps the ciphertext, and `unwrap` tells the plaintext where it is needed. It is rewrapped, in place, when the root key has rotated, which IBM Cloud Private can't.",
  inputs,
  outputs,
  subject: "name",
  address: ({ dataKeyId, ...values }) => ({
    kind: "wrapped key",
    place: placeIn(placementOf({ key: "", ...values })),
    name: dataKeyId,
  }),
  account: accounts,
  adopt: { ...forms, records: {}, find },
  checks: [...oneKeyChecks, adoptsOnce],
  // A key's CRN, and its id beside an instance, name the same key.
  equal: [{ of: ["instance", "instanceId", "key"], by: keyIn }],
  notes: (given, state, now) => [
    ...wrappedKeyNotes(given, state),
    ...hpcsWarnings(serviceOfKey(given), state === undefined, now),
  ],
  actions: {
    create: ["kms.secrets.wrap"],
    read: ["kms.secrets.list", "kms.secrets.readmetadata"],
    update: ["kms.secrets.rewrap"],
    delete: [],
  },
});
