import type { z } from "zod";
import type { Values } from "../../src/core/definition";
import { type Field, type FieldType, fieldsOf } from "../../src/core/fields";
import { isPlainObject } from "../../src/core/unknown";

export interface Misspelt {
  /** The object in which the name stands: `rotation`. */
  readonly object: string;
  /** The name, as problems say it: `rotation.everyy`. */
  readonly path: string;
  readonly inputs: Values;
}

/** Inputs that hold one misspelt name, once for each object in which one can stand, at any depth. */
export function misspeltInputs({ inputs }: { readonly inputs: z.ZodObject }, good: Values): readonly Misspelt[] {
  return fieldsOf(inputs).flatMap((field) =>
    inType(field.type, field.path, good[field.name]).map(({ inputs: value, ...rest }) => ({
      ...rest,
      inputs: { ...good, [field.name]: value },
    })),
  );
}

/** The same with any value in place of the inputs. */
type InValue = Omit<Misspelt, "inputs"> & { readonly inputs: unknown };

function inType(type: FieldType, path: string, good: unknown): readonly InValue[] {
  if (type.kind === "list") {
    const [first] = Array.isArray(good) ? good : [];
    return inType(type.item, `${path}[0]`, first).map((each) => ({ ...each, inputs: [each.inputs] }));
  }
  return type.kind === "object" ? inObject(type.fields, path, isPlainObject(good) ? good : {}) : [];
}

function inObject(fields: readonly Field[], path: string, good: Values): readonly InValue[] {
  const [{ name = "", type } = {} as Partial<Field>] = fields;
  const strange = `${name}${name.at(-1)}`;
  const value = type?.kind === "object" ? {} : (good[name] ?? "a value");
  const inside = fields.flatMap((field) =>
    inType(field.type, `${path}.${field.name}`, good[field.name]).map((each) => ({
      ...each,
      inputs: { ...good, [field.name]: each.inputs },
    })),
  );
  return [{ object: path, path: `${path}.${strange}`, inputs: { ...good, [strange]: value } }, ...inside];
}
