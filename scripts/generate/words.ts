import type { Definition, Vendor } from "../../src/core/definition";
import { everyField, type Field, fieldsOf, referencesOf, settingOf } from "../../src/core/fields";
import type { FunctionDefinition } from "../../src/core/function";

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

/** What an input is when it is left out; nothing for one that is simply absent then. */
export function valueLeftOut(field: Field, siblings: readonly Field[]): string | undefined {
  const { defaultValue, type, from } = field;
  if (from.includes("name")) return "the name of the resource in the program, through `keysmith:naming`";
  if (from.includes("label")) return "project, stack and name of the resource, with slashes between";
  const isInherited = from.includes("reference") && field.path === field.name && hasReferences(siblings);
  const inherited = isInherited ? "that of a referenced resource" : undefined;
  const setting = settingOf(field);
  const configured = setting && `the configuration \`keysmith:${setting.config}\`, or \`${setting.env}\``;
  if (configured) return inherited ? `${inherited}, ${configured}` : configured;
  if (inherited || type.kind === "object" || defaultValue === undefined) return inherited;
  return `\`${JSON.stringify(defaultValue)}\``;
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

/** What a preview makes of a function that acts: of its promise form, and of its output form. */
export function actingNotes(name: string): [string, string] {
  return [
    `It acts at the service, so a preview refuses it: use \`${name}Output\` where a program has previews.`,
    "It acts at the service, so a preview doesn't call it: the answer isn't known there.",
  ];
}

/** The same of both forms together. */
export function actingNote(name: string): string {
  return `It acts at the service, so a preview doesn't call it: the answer of \`${name}Output\` isn't known there, and \`${name}\` is refused.`;
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

/** The output of a Pulumi resource that says what is due. */
export const DUE_DOC =
  "Why the resource must change although the program did not, as of the last refresh; each with a code, such as `rotate`. An update empties it.";

/** What a replacement ends or interrupts. */
export function warnings({ replacing, interrupts }: Definition): string[] {
  return [
    ...(replacing ? [`Warning: ${replacing}.`] : []),
    ...(interrupts
      ? [`Warning: where an engine replaces it and deletes first, ${interrupts} until the new one is made.`]
      : []),
  ];
}
