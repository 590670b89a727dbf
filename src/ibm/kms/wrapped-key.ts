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
  // Another key can get an alias any time, and only the one that has wrapped unwraps.
  return isKeyId(text)
    ? undefined
    : "is neither the CRN nor the id of a key: an alias may come to stand for another one";
});

const forms = {
  form: wrappedKeyForm("<key>", "aad"),
  doc: 'The root key, by its CRN or its id, and a ciphertext of the data key that was kept; then its dataKeyId, to keep that; then its `aad` as JSON: `["orders","2026"]`. An id alone is looked for in the instance that is set. The service proves it by rewrapping it, and IBM Cloud Private by unwrapping it.',
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
    doc: `A data key of which a ciphertext was kept, to be recorded again instead of making one: \`${forms.form}\`.`,
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
  // The service tells the plaintext too of what it makes, in the same answer: it goes no further than this line.
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
  // It has no versions, so only who adopts comes here.
  if (lacks(instance.service, "rewrap")) {
    await api.unwrap(idOrAlias, { ciphertext, aad });
    return { ciphertext };
  }
  const { ciphertext: anew, rewrappedKeyVersion } = await api.rewrap(idOrAlias, { ciphertext, aad });
  // The `keyVersion` beside it is that of the ciphertext before.
  return { ciphertext: anew, keyVersion: rewrappedKeyVersion };
}

async function find(context: IbmContext, sought: Partial<State>): Promise<Partial<State> | undefined> {
  const { key = "", ciphertext = "", aad = [], instance, service, instanceId, url } = sought;
  const told = { ...sought, key, ciphertext, aad, instance, service, instanceId, url };
  return foundWrapped(context, told, () => rewrapped(context, told, told));
}

/** A key that has expired still unwraps. */
function problemOf(key: Key): { readonly keyProblem?: string } {
  if (key.state === SUSPENDED) return { keyProblem: "it is disabled: enable it to unwrap, or to rewrap" };
  if (key.state !== DESTROYED) return {};
  const until = restorableUntil(key);
  const what = until ? `restore it until ${until}, or the data key is lost` : "with it, nobody can unwrap the data key";
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
  // The same key in other words: a CRN for an id in an instance.
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
