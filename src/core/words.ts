import type { Definition, Vendor } from "./definition";
import { everyField, type Field, fieldsOf, referencesOf } from "./fields";
import type { FunctionDefinition } from "./function";

/** `renewBefore` → `RenewBefore`. */
export function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The effect of changing an input; undefined for an ordinary update in place, or where the field's doc says it. */
export function effectOfChange({ onChange, meta: { doc } }: Field): string | undefined {
  if (onChange === "replace") return "A change replaces the resource.";
  if (onChange === "rekey") return /\b(?:A change|new text)\b/.test(doc) ? undefined : "A change rotates it, in place.";
  return onChange === "ignore" ? "Used only at creation." : undefined;
}

/** Names the input in whose place this one is given. */
export function inPlaceOf({ meta }: Field): string | undefined {
  return meta.insteadOf && `In place of \`${meta.insteadOf}\`.`;
}

/** Whether any of the fields, at any depth, may be given as a resource. */
export function hasReferences(fields: readonly Field[]): boolean {
  return everyReference(fields).length > 0;
}

/** The resources that the fields, at any depth, may be given as. */
export function everyReference(fields: readonly Field[]): readonly string[] {
  return everyField(fields).flatMap(referencesOf);
}

/** The names of the resources that the service calls by an id of its own. */
export function resourcesWithIds(vendors: readonly Vendor[]): ReadonlySet<string> {
  return new Set(vendors.flatMap(({ definitions }) => definitions.flatMap(({ id, name }) => (id ? [name] : []))));
}

/** What references to the resources hold: an id, a name, or either. */
export function callOf(resources: readonly string[], withIds: ReadonlySet<string>): string {
  return [...new Set(resources.map((each) => (withIds.has(each) ? "id" : "name")))].join(" or ");
}

/** The inputs of a function. No change replaces or rotates anything there, whatever the field says elsewhere. */
export function questionFields({ inputs }: FunctionDefinition): readonly Field[] {
  return fieldsOf(inputs).map(asQuestion);
}

function asQuestion(field: Field): Field {
  const type = field.type.kind === "object" ? { ...field.type, fields: field.type.fields.map(asQuestion) } : field.type;
  return { ...field, type, onChange: "update" };
}

export function warnings({ replacing, interrupts }: Definition): string[] {
  return [
    ...(replacing ? [`Warning: ${replacing}.`] : []),
    ...(interrupts
      ? [`Warning: where an engine replaces it and deletes first, ${interrupts} until the new one is made.`]
      : []),
  ];
}
