import type { Vendor } from "../../src/core/definition";
import { alternativesTo, everyField, type Field, fieldsOf, referencesOf } from "../../src/core/fields";
import type { LookUp } from "../../src/core/look-up";

/** `renewBefore` → `RenewBefore`. */
export function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** What a change of an input does, in words; nothing where it is an ordinary update in place. */
export function effectOfChange({ meta }: Field): string | undefined {
  if (meta.immutable) return "A change replaces the resource.";
  if (meta.rekeys) return "A change makes a new credential, in place and with overlap.";
  if (meta.createOnly) return "Counts only when the resource is created.";
  return undefined;
}

/** What an input is when it is left out; nothing for one that is simply absent then. */
export function valueLeftOut(field: Field, siblings: readonly Field[]): string | undefined {
  const { defaultValue, meta, type } = field;
  if (meta.source === "logicalName") return "the name of the resource in the program, through `keysmith:naming`";
  if (meta.source === "address") return "project, stack and name of the resource, with slashes between";
  const isInherited = field.path === field.name && hasReferences(siblings);
  const inherited = isInherited ? "that of a referenced resource" : undefined;
  if (meta.source) {
    const setting = `the configuration \`keysmith:${meta.source.config}\`, or \`${meta.source.env}\``;
    return inherited ? `${inherited}, ${setting}` : setting;
  }
  if (meta.inherited) return inherited;
  if (type.kind === "object" || defaultValue === undefined) return undefined;
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

/** What a preview makes of a look-up that acts: of its promise form, and of its output form. */
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

/** The inputs of a look-up: nothing there is replaced or rotated by a change, whatever the field says elsewhere. */
export function questionFields({ inputs }: LookUp): readonly Field[] {
  return fieldsOf(inputs).map(asQuestion);
}

function asQuestion(field: Field): Field {
  const { immutable: _immutable, rekeys: _rekeys, createOnly: _createOnly, ...meta } = field.meta;
  const type = field.type.kind === "object" ? { ...field.type, fields: field.type.fields.map(asQuestion) } : field.type;
  return { ...field, type, meta };
}

/** Whether a program may leave the input out, or give another one in its place. */
export function mayBeLeftOut(field: Field, siblings: readonly Field[]): boolean {
  return field.optional || field.meta.source !== undefined || alternativesTo(field, siblings).length > 0;
}
