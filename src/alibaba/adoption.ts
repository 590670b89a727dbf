import type { z } from "zod";
import type { AdoptionForms } from "../core/adoption";
import { ConfigurationError, ConflictError } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { howToGive, joined, message, ref } from "../core/message";
import { alibabaSettings } from "./api/settings";
import { nameText, regionField } from "./common";

/**
 * Records of the vendor's Terraform provider. Names of attributes are those of its documentation,
 * aliyun/terraform-provider-alicloud, website/docs/r/kms_{network_rule,policy,application_access_point,client_key}
 * .html.markdown. None of them says a region: that is the provider's, and so the one that is set here.
 */
export type Entries = Readonly<Record<string, unknown>>;

/** Where an object is that the service knows by its name. */
interface Place {
  readonly name: string;
  readonly region: string;
}

export const REGION = "without a region, it is the one that is set";

/**
 * How an object is told that the service knows by its name.
 * @param what such as `rule`; @param kind what the vendor's provider calls it; @param attribute its name there
 */
export function toldByName(what: string, kind: string, attribute: string): AdoptionForms<Place> {
  return {
    form: "<name> or <region>/<name>",
    doc: `The name of the ${what}, as the KMS console shows it; ${REGION}.`,
    place(text) {
      const [name, region, ...rest] = text.split("/").reverse();
      return name !== undefined && rest.length === 0 && isName(name) && isRegion(region)
        ? { name, ...(region !== undefined && { region }) }
        : undefined;
    },
    records: {
      // The record's id is the name too, and the only one that is there after an import.
      [kind](record) {
        const name = textOf(record, attribute) ?? textOf(record, "id");
        return name !== undefined && isName(name) ? { name } : undefined;
      },
    },
  };
}

/** Whether the service can call an object so. */
export function isName(text: string): boolean {
  return nameText().safeParse(text).success;
}

export function isRegion(text: string | undefined): boolean {
  return text === undefined || regionField.safeParse(text).success;
}

export function textOf(record: Entries, attribute: string): string | undefined {
  const value = record[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The region of an object that is to be found. @throws ConfigurationError where neither the id nor a setting says it */
export function regionOf({ region }: Partial<Place>): string {
  if (region !== undefined) return region;
  throw new ConfigurationError(
    "The region of the object to adopt is not known",
    message`Give it in front of the id, as in cn-hangzhou/orders, or in ${howToGive(alibabaSettings.region)}.`,
  );
}

/**
 * Refuses to adopt what no inputs can describe, such as a rule that only the console can make: the next plan would
 * replace it.
 * @param kind such as `network rule`
 * @throws ConflictError naming the fields
 */
export function requireDescribable(kind: string, inputs: z.ZodObject, state: object): void {
  const values = new Map(Object.entries(state));
  const strange = fieldsOf(inputs)
    .filter(({ name, onChange, schema }) => onChange === "replace" && !schema.safeParse(values.get(name)).success)
    .map(({ name }) => message`${ref(name)} is ${JSON.stringify(values.get(name))}`);
  if (strange.length === 0) return;
  throw new ConflictError(
    message`the ${kind} ${JSON.stringify(values.get("name"))} can't be adopted: its ${joined(strange, ", and its ")}, which can't be declared here`,
    "Leave it with what made it.",
  );
}
