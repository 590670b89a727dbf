import type { z } from "zod";
import type { Importing } from "../core/definition";
import { ConfigurationError, ConflictError } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { howToGive, message } from "../core/message";
import { nameText, regionField } from "./common";
import { alibabaSettings } from "./settings";

/** Where an object is that the service knows by its name. */
interface Place {
  readonly name: string;
  readonly region: string;
}

const REGION = "without a region, it is the one that is set";

/** How an object that the service knows by its name is told. @param what such as `rule` */
export function importingByName(what: string): Importing<Place> {
  return {
    form: "<name> or <region>/<name>",
    doc: `The name of the ${what}, as the KMS console shows it; ${REGION}.`,
    state(id) {
      const [name, region, ...rest] = id.split("/").reverse();
      return name !== undefined && rest.length === 0 && isName(name) && isRegion(region)
        ? { name, ...(region !== undefined && { region }) }
        : undefined;
    },
  };
}

/** What finds a client key. */
interface KeyPlace {
  readonly accessPoint: string;
  readonly clientKeyId: string;
  readonly region: string;
}

/** How a client key is told. The access point is a check: the service finds the key by its id. */
export const clientKeyImporting: Importing<KeyPlace> = {
  form: "<accessPoint>/<clientKeyId> or <region>/<accessPoint>/<clientKeyId>",
  doc: `The name of the access point and, from the list of its client keys, the id that begins with KAAP; ${REGION}.`,
  state(id) {
    const [clientKeyId, accessPoint, region, ...rest] = id.split("/").reverse();
    if (clientKeyId === undefined || accessPoint === undefined || rest.length > 0) return undefined;
    if (!isClientKeyId(clientKeyId) || !isName(accessPoint) || !isRegion(region)) return undefined;
    return { accessPoint, clientKeyId, ...(region !== undefined && { region }) };
  },
};

/** Whether a text is what the service calls a client key. */
export function isClientKeyId(text: string): boolean {
  return /^KAAP\.[^\s/]+$/.test(text);
}

/** Whether the service can call an object so. */
export function isName(text: string): boolean {
  return nameText().safeParse(text).success;
}

function isRegion(text: string | undefined): boolean {
  return text === undefined || regionField.safeParse(text).success;
}

/** @throws ConfigurationError where neither the id nor a setting says in which region an object is */
export function requirePlace({ region }: Partial<Place>): void {
  if (region !== undefined) return;
  throw new ConfigurationError(
    "Nothing says in which region the object is that is to be taken over",
    message`Give it in front of the id, as in cn-hangzhou/orders, or in ${howToGive(alibabaSettings.region)}.`,
  );
}

/**
 * Refuses to take over what no inputs can describe, such as a rule that only the console can make: the next plan would
 * replace it.
 * @param kind such as `network rule`
 * @throws ConflictError naming the fields
 */
export function requireDescribable(kind: string, inputs: z.ZodObject, state: object): void {
  const values = new Map(Object.entries(state));
  const strange = fieldsOf(inputs)
    .filter(({ name, onChange, schema }) => onChange === "replace" && !schema.safeParse(values.get(name)).success)
    .map(({ name }) => `${name} is ${JSON.stringify(values.get(name))}`);
  if (strange.length === 0) return;
  throw new ConflictError(
    `the ${kind} ${JSON.stringify(values.get("name"))} can't be taken over: its ${strange.join(", and its ")}, which can't be declared here`,
    "Leave it with what made it.",
  );
}
