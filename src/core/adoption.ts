import type * as z from "zod";
import type { Check } from "./checks";
import { InvalidInputError } from "./errors";
import { checkedText, fieldsOf } from "./fields";
import { type Ask, fillIn } from "./left-out";
import { deletedFirst, type Message, message } from "./message";
import type { Context } from "./run";
import { isUnknown, type Values } from "./unknown";

/** How people and other tools name an object that exists already. */
export interface AdoptionForms<S> {
  /** The text that people give, its parts in angle brackets: `<accessPoint>/<clientKeyId>`. */
  readonly form: string;
  /** One or two sentences for the reference page: where people find the parts. */
  readonly doc: string;
  /** The values that find the object; undefined when the text isn't of the form. Pure. */
  place(text: string): Partial<S> | undefined;
  /**
   * The same for another tool's record, by the tool's name for the kind: `alicloud_kms_network_rule`. Pure. A record has the tool's
   * own names and values, null for absent ones; undefined when it isn't of such an object.
   */
  readonly records: Readonly<Record<string, (record: Values) => Partial<S> | undefined>>;
}

export interface Adoption<S, C> extends AdoptionForms<S> {
  /**
   * The state of the object as the service tells it; undefined when there is none. Values that nobody can tell are absent.
   * @param told values from `place` or a record, over inputs that are given, set or defaults
   * @throws ConflictError for an object that no inputs can describe; ConfigurationError when nothing says where it is
   */
  find(context: Context<C>, told: Partial<S>): Promise<Partial<S> | undefined>;
}

/**
 * For the remedy where a create finds an object in its place: engines that make the replacement first needn't tell the create what
 * it replaces.
 */
export const IF_REPLACED: Message = message`If this run replaces it, ${deletedFirst}: then it is deleted first.`;

/** Whether a resource is to adopt its object. */
export function isAdopting({ adopt }: Values): boolean {
  return adopt !== undefined && adopt !== false;
}

/** What an id that people give tells of an object. @param kind for the message @throws InvalidInputError for an id of another form */
export function placeOfId(kind: string, adopt: AdoptionForms<Values> | undefined, id: string): Values {
  const refusal = (reason: string) => new InvalidInputError(kind, [{ field: "", reason, secret: false }]);
  if (!adopt) throw refusal("objects of this kind can't be imported");
  const told = adopt.place(id);
  if (!told) throw refusal(`the id ${JSON.stringify(id)} is not of the form ${adopt.form}. ${adopt.doc}`);
  return told;
}

/** An attribute of another tool's record. */
export function recordText(record: Values, attribute: string): string | undefined {
  const value = record[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The input by which a program adopts an object that the service knows by an id of its own. */
export function adoptText({ form, place }: { readonly form: string; place(text: string): unknown }): z.ZodString {
  return checkedText((text) => (place(text) ? undefined : `is not of the form ${form}`));
}

/** Refuses to replace an adopted object while the input still names it: the new object would have to be that very one. */
export const adoptsOnce: Check<{ readonly adopt?: string | undefined }> = ({ prior, inputs, replacing }) => {
  if (!prior || inputs.adopt === undefined || inputs.adopt !== prior.adopt || replacing.length === 0) return [];
  const reason = "names the object that would be replaced: leave it out, so that another is made";
  return [{ field: "adopt", reason }];
};

/** The values by which an object is looked for: those that are told, else what the inputs' origins or defaults give. */
export function soughtValues({ inputs }: { readonly inputs: z.ZodObject }, told: Values, ask: Ask): Values {
  const filled = fieldsOf(inputs).map((field) => {
    const found = fillIn(field, told, ask);
    return [field.name, (isUnknown(found) ? undefined : found) ?? field.defaultValue] as const;
  });
  return { ...told, ...Object.fromEntries(filled.filter(([, value]) => value !== undefined)) };
}
