import type { Definition, Vendor } from "./definition";
import { everyField, type Field, fieldsOf, referencesOf } from "./fields";
import type { FunctionDefinition } from "./function";

/** `renewBefore` → `RenewBefore`. */
export function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** What a change of an input does; nothing where it is an ordinary update in place, or where the field's doc says it. */
export function effectOfChange({ onChange, meta: { doc } }: Field): string | undefined {
  if (onChange === "replace") return "A change replaces the resource.";
  if (onChange === "rekey") return /\b(?:A change|new text)\b/.test(doc) ? undefined : "A change rotates it, in place.";
  return onChange === "ignore" ? "Used only at creation." : undefined;
}

/** In whose place an input is given. */
export function inPlaceOf({ meta }: Field): string | undefined {
  return meta.insteadOf && `In place of \`${meta.insteadOf}\`.`;
}

/** Whether any of the fields, at any depth, may be a resource. */
export function hasReferences(fields: readonly Field[]): boolean {
  return everyReference(fields).length > 0;
}

/** The resources that the fields, at any depth, may be. */
export function everyReference(fields: readonly Field[]): readonly string[] {
  return everyField(fields).flatMap(referencesOf);
}

/** The names of the resources that the service calls by an id of its own. */
export function resourcesWithIds(vendors: readonly Vendor[]): ReadonlySet<string> {
  return new Set(vendors.flatMap(({ definitions }) => definitions.flatMap(({ id, name }) => (id ? [name] : []))));
}

/** By what the service calls one of the resources. */
export function callOf(resources: readonly string[], withIds: ReadonlySet<string>): string {
  return [...new Set(resources.map((each) => (withIds.has(each) ? "id" : "name")))].join(" or ");
}

/** The inputs of a function: nothing there is replaced or rotated by a change, whatever the field says elsewhere. */
export function questionFields({ inputs }: FunctionDefinition): readonly Field[] {
  return fieldsOf(inputs).map(asQuestion);
}

function asQuestion(field: Field): Field {
  const type = field.type.kind === "object" ? { ...field.type, fields: field.type.fields.map(asQuestion) } : field.type;
  return { ...field, type, onChange: "update" };
}

/** What a replacement ends or interrupts. */
export function warnings({ replacing, interrupts }: Definition): string[] {
  return [
    ...(replacing ? [`Warning: ${replacing}.`] : []),
    ...(interrupts
      ? [`Warning: where an engine replaces it and deletes first, ${interrupts} until the new one is made.`]
      : []),
  ];
}
