import type * as z from "zod";
import { sameValue } from "./compare";
import { type Field, fieldsOf, settingOf } from "./fields";
import { staysRecorded } from "./left-out";
import type { Setting } from "./settings";
import { isPlainObject, type Values } from "./unknown";

/**
 * The inputs of an existing object as a person would write them: without secrets, values that stay as recorded, defaults, and
 * values that a setting gives already.
 */
export function writtenInputs(
  { inputs }: { readonly inputs: z.ZodObject },
  state: Values,
  setting: (setting: Setting) => unknown,
): Values {
  return membersOf(fieldsOf(inputs), state, setting);
}

function membersOf(fields: readonly Field[], values: Values, setting: (setting: Setting) => unknown): Values {
  const entries = fields
    .filter((field) => !field.meta.secret && !staysRecorded(field))
    .map((field) => [field.name, writtenValue(field, values[field.name], setting)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function writtenValue(field: Field, value: unknown, setting: (setting: Setting) => unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (field.type.kind === "object" && isPlainObject(value)) {
    const members = membersOf(field.type.fields, value, setting);
    return Object.keys(members).length > 0 ? members : undefined;
  }
  const own = settingOf(field);
  const holdsAnyhow = [field.defaultValue, own && setting(own)];
  return holdsAnyhow.some((each) => each !== undefined && sameValue(field, value, each)) ? undefined : value;
}
