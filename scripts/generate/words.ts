import { type Field, fieldsOf, leavesOf } from "../../src/core/fields";
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
export function valueLeftOut({ defaultValue, meta, type }: Field, siblings: readonly Field[]): string | undefined {
  if (meta.source === "logicalName") return "the name of the resource in the program, through `keysmith:naming`";
  if (meta.source === "address") return "project, stack and name of the resource, with slashes between";
  if (meta.source) {
    const inherited = hasReferences(siblings) ? "that of a referenced resource, " : "";
    return `${inherited}the configuration \`keysmith:${meta.source.config}\`, or \`${meta.source.env}\``;
  }
  if (type.kind === "object" || defaultValue === undefined) return undefined;
  return `\`${JSON.stringify(defaultValue)}\``;
}

/** Whether any of the fields, at any depth, may be a resource. */
export function hasReferences(fields: readonly Field[]): boolean {
  return leavesOf(fields).some(({ meta }) => meta.references !== undefined);
}

/** The inputs of a look-up: nothing there is replaced or rotated by a change, whatever the field says elsewhere. */
export function questionFields({ inputs }: LookUp): readonly Field[] {
  return fieldsOf(inputs).map((field) => {
    const { immutable: _immutable, rekeys: _rekeys, createOnly: _createOnly, ...meta } = field.meta;
    return { ...field, meta };
  });
}

/** Whether a program may leave the input out. */
export function mayBeLeftOut({ optional, meta }: Field): boolean {
  return optional || meta.source !== undefined;
}
