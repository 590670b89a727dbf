import { z } from "zod";
import type { Check, Finding } from "../../../core/checks";
import { NotFoundError } from "../../../core/errors";
import { field } from "../../../core/fields";
import { message, ref } from "../../../core/message";
import type { Context } from "../../../core/run";
import type { IbmClient, Key } from "../../api";
import { instanceCrnOf, parseCrn } from "../../platform/crn";
import { lacks } from "../../platform/features";
import { instanceChecks, instanceFields, type KeyService, type Placement } from "../../platform/instance";
import { isKeyId, keyCrnProblem, parseKeyCrn } from "../../platform/key-reference";
import { COUNTED, textOf } from "../../platform/texts";
import { accessTo, askForKey, type KeyAccess } from "../key/access";
import { serviceOf } from "../key/checks";

export type Client = Context<IbmClient>;

const keyText = textOf(2, 1000, (text) => {
  if (text.startsWith("crn:")) return keyCrnProblem(text);
  return /^[\w-]+$/.test(text) && text.length <= 90 ? undefined : "is neither the id, the alias nor the CRN of a key";
});

/** @param references the kinds of keys that the function deals with */
function keyField(references: string | readonly string[]): z.ZodType<string, string> {
  return field(keyText.clone(), {
    doc: "The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.",
    examples: ["payments", "11111111-1111-4111-8111-111111111111"],
    references,
  });
}

/** The inputs of a function that deals with one root key. */
export const oneKeyFields = { ...instanceFields, key: keyField("RootKey") };

/** The inputs of a function that deals with one key of either kind. */
export const anyKeyFields = { ...instanceFields, key: keyField(["RootKey", "StandardKey"]) };

/** The inputs of `oneKeyFields` once they are checked. */
export interface KeyPlacement extends Placement {
  readonly key: string;
}

/**
 * The placement of the key: that of its CRN, else the given one. An instance beside the CRN that is another one may come
 * from a setting, so it doesn't count; and `url` and `caFile` are of that other one then.
 */
function placementOf({ key, ...placement }: KeyPlacement): Placement {
  const crn = parseKeyCrn(key);
  if (!crn) return placement;
  const { url, caFile } = placement;
  const named = guidOf(placement);
  const instance = instanceCrnOf(key);
  return named === undefined || named === lower(crn.serviceInstance) ? { instance, url, caFile } : { instance };
}

function guidOf({ instance, instanceId }: Placement): string | undefined {
  const guid = parseCrn(instance ?? "")?.serviceInstance ?? instanceId;
  return guid === undefined ? undefined : lower(guid);
}

function lower(guid: string): string {
  return guid.toLowerCase();
}

/** The service that has the key, as far as the inputs say. */
export function serviceOfKey(given: KeyPlacement): KeyService | undefined {
  return parseKeyCrn(given.key)?.serviceName ?? serviceOf(given);
}

/** What is said beside the key's CRN says the same: a credential of one cloud must not go to the other. */
const crnAgrees: Check<KeyPlacement> = ({ inputs: { key, service, instanceId } }) => {
  const crn = parseKeyCrn(key);
  if (!crn) return [];
  const { serviceName, serviceInstance } = crn;
  const wrong = (field: string, given: string, said: string): Finding => ({
    field,
    reason: message`${given} contradicts the key, whose CRN says ${said}: leave ${ref(field)} out, or give a key of that instance`,
  });
  return [
    ...(service && service !== serviceName ? [wrong("service", service, serviceName)] : []),
    ...(instanceId && lower(instanceId) !== lower(serviceInstance)
      ? [wrong("instanceId", instanceId, serviceInstance)]
      : []),
  ];
};

/** A key's CRN says where it is, and nothing else is needed then. */
const placed: readonly Check<KeyPlacement>[] = instanceChecks.map(
  (check) => (asked) => (parseKeyCrn(asked.inputs.key) ? [] : check(asked)),
);

const idOnPrivateCloud: Check<KeyPlacement> = ({ inputs }) => {
  const { key } = inputs;
  const service = serviceOfKey(inputs);
  const lack = service && !isKeyId(key) && !parseKeyCrn(key) ? lacks(service, "aliases") : undefined;
  return lack ? [{ field: "key", reason: `${JSON.stringify(key)} is no id of a key, and ${lack}` }] : [];
};

/** What the inputs of `oneKeyFields` must be together. */
export const oneKeyChecks: readonly Check<KeyPlacement>[] = [...placed, crnAgrees, idOnPrivateCloud];

/** A key of an instance, as a function works with it. */
export interface KeyCall extends KeyAccess {
  readonly idOrAlias: string;
}

export function callTo(context: Client, given: KeyPlacement): KeyCall {
  return { ...accessTo(context, placementOf(given)), idOrAlias: parseKeyCrn(given.key)?.resource ?? given.key };
}

/** The key without its payload, as far as the service can. @throws NotFoundError */
export async function describeKey(call: KeyCall): Promise<Key> {
  const { idOrAlias, instance } = call;
  const found = await askForKey(call, idOrAlias);
  if (found) return found;
  throw new NotFoundError(
    `there is no key ${JSON.stringify(idOrAlias)} in the instance ${instance.id}`,
    "Check the id or the alias and the instance; keysmith ibm list shows the keys of an instance.",
  );
}

/** Additional authenticated data; the limits are those of IBM's API description. */
export const aadField: z.ZodDefault<z.ZodArray<z.ZodString>> = field(z.array(textOf(0, 255)).max(126).default([]), {
  doc: `Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for unwrapping as for wrapping. They aren't secret. ${COUNTED}`,
  examples: [["orders"], ["orders", "2026"]],
});

export const ciphertextField: z.ZodString = field(
  z.string().regex(/^[A-Za-z0-9+/_=.-]+$/, "is no ciphertext: give what wrap has answered"),
  {
    doc: "What `wrap` has answered.",
    examples: ["eyJjaXBoZXJ0ZXh0IjoiYSJ9", "eyJjaXBoZXJ0ZXh0IjoiYiJ9"],
  },
);

export const keyVersionField: z.ZodOptional<z.ZodString> = field(z.string().optional(), {
  doc: "The version of the key that the ciphertext was made with.",
});
