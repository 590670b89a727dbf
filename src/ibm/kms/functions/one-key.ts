import type * as z from "zod";
import type { Check, Finding } from "../../../core/checks";
import { NotFoundError } from "../../../core/errors";
import { field } from "../../../core/fields";
import { defineFunction, type FunctionDefinition } from "../../../core/function";
import { message, ref } from "../../../core/message";
import type { IbmClient, IbmContext } from "../../client";
import { instanceCrnOf, isKeyId, keyCrnProblem, parseCrn, parseKeyCrn } from "../../platform/crn";
import { type Feature, lacks } from "../../platform/features";
import { hpcsWarnings } from "../../platform/hpcs";
import { instanceFields, type KeyService, type Placement } from "../../platform/instance";
import { instanceChecks } from "../../platform/instance-checks";
import { textOf } from "../../platform/texts";
import type { Key } from "../api/wire";
import { accessTo, askForKey, type KeyAccess } from "../key/access";
import { serviceOf } from "../key/checks";

const keyText = textOf(2, 1000, (text) => {
  if (text.startsWith("crn:")) return keyCrnProblem(text);
  return /^[\w-]+$/.test(text) && text.length <= 90 ? undefined : "is neither the id, the alias nor the CRN of a key";
});

function keyField(references: string | readonly string[]): z.ZodType<string, string> {
  return field(keyText.clone(), {
    doc: "The key, by its CRN, its id or one of its aliases. A CRN determines the instance and takes precedence.",
    examples: ["payments", "11111111-1111-4111-8111-111111111111"],
    references,
  });
}

export const oneKeyFields = { ...instanceFields, key: keyField("RootKey") };

export const anyKeyFields = { ...instanceFields, key: keyField(["RootKey", "StandardKey"]) };

interface KeyPlacement extends Placement {
  readonly key: string;
}

/**
 * The placement of the key: by its CRN, else as given. A different instance beside the CRN may come from a setting, so it
 * is ignored, together with its `url` and `caFile`.
 */
export function placementOf({ key, ...placement }: KeyPlacement): Placement {
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

export function serviceOfKey(given: KeyPlacement): KeyService | undefined {
  return parseKeyCrn(given.key)?.serviceName ?? serviceOf(given);
}

/** The fields beside the key's CRN must agree with it, as a credential of one cloud must not go to the other. */
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

const placed: readonly Check<KeyPlacement>[] = instanceChecks.map(
  (check) => (asked) => (parseKeyCrn(asked.inputs.key) ? [] : check(asked)),
);

const idOnPrivateCloud: Check<KeyPlacement> = ({ inputs }) => {
  const { key } = inputs;
  const service = serviceOfKey(inputs);
  const lack = service && !isKeyId(key) && !parseKeyCrn(key) ? lacks(service, "aliases") : undefined;
  return lack ? [{ field: "key", reason: `${JSON.stringify(key)} is not the id of a key, and ${lack}` }] : [];
};

/** A function on an instance or on a key in one. It logs the warnings about the instance. */
export function defineKeyFunction<I extends z.ZodObject, O extends z.ZodObject>(
  declared: FunctionDefinition<I, O, IbmClient>,
): FunctionDefinition {
  return defineFunction<I, O, IbmClient>({
    ...declared,
    call(context, given) {
      const { log, clock } = context;
      const service = serviceOfKey({ key: "", ...(given as Partial<KeyPlacement>) });
      for (const line of hpcsWarnings(service, false, clock.now())) log.warn(line);
      return declared.call(context, given);
    },
  });
}

/** Refuses a feature that the service lacks. */
export function serviceHas(feature: Feature): Check<KeyPlacement> {
  return ({ inputs }) => {
    const service = serviceOfKey(inputs);
    const lack = service && lacks(service, feature);
    return lack ? [{ field: "", reason: lack }] : [];
  };
}

export const oneKeyChecks: readonly Check<KeyPlacement>[] = [...placed, crnAgrees, idOnPrivateCloud];

export interface KeyCall extends KeyAccess {
  readonly idOrAlias: string;
}

export function callTo(context: IbmContext, given: KeyPlacement): KeyCall {
  const named = parseKeyCrn(given.key)?.resource ?? given.key;
  // The service writes ids in lower case, and this id is compared with those of its list.
  return { ...accessTo(context, placementOf(given)), idOrAlias: isKeyId(named) ? named.toLowerCase() : named };
}

export async function describeKey(call: KeyCall): Promise<Key> {
  const { idOrAlias, instance } = call;
  const found = await askForKey(call, idOrAlias);
  if (found) return found;
  throw new NotFoundError(
    `there is no key ${JSON.stringify(idOrAlias)} in the instance ${instance.id}`,
    "Check the id or the alias and the instance; keysmith ibm list shows the keys of an instance.",
  );
}
