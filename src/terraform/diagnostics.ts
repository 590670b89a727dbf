import type * as z from "zod";
import type { Problem } from "../core/errors";
import { type Field, type FieldType, fieldsOf } from "../core/fields";
import { inWords, type Message } from "../core/message";
import { hclWords, snakeCase, writeOnlyName } from "./names";
import type { AttributePath, Attributes, Diagnostic } from "./protocol/provider";

const NOTHING_WRITTEN = "Nothing was written.";

/**
 * The problems with inputs, each at its place in the user's file, except for secrets.
 * @param subject the resource, as messages call it; @param config as the user gave it
 */
export function problemDiagnostics(
  inputs: z.ZodObject,
  subject: string,
  problems: readonly Problem[],
  config: Attributes,
): Diagnostic[] {
  const fields = fieldsOf(inputs);
  return problems.map(({ field, reason, secret }) => {
    const attribute = pathOf(fields, field, config);
    const place = attribute.length > 0 ? `${attribute.join(".")}: ` : "";
    return {
      severity: "error",
      summary: `${subject}: ${place}${inWords(reason, hclWords)}`,
      detail: NOTHING_WRITTEN,
      // The engine prints the line that an error points at, with the secret in it.
      ...(attribute.length > 0 && !secret ? { attribute: findable(attribute) } : {}),
    };
  });
}

/** Cuts a path to what engines can follow in the user's file: for a deeper one they show where the resource begins. */
function findable([first = "", second]: AttributePath): AttributePath {
  return typeof second === "number" ? [first, second] : [first];
}

/** One line for a person, as the summary: the engine shows only one of several warnings with equal summaries. */
export function warning(line: Message): Diagnostic {
  return { severity: "warning", summary: inWords(line, hclWords).replaceAll(/\s*[\r\n]+\s*/g, " ") };
}

/** The engine's path to a field with this dotted path, as far as the engine has one: elements of sets have none. */
export function pathOf(fields: readonly Field[], path: string, config: Attributes = {}): AttributePath {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  const [first] = steps;
  const field = fields.find(({ name }) => name === first);
  if (first === undefined || !field) return first === undefined ? [] : [snakeCase(first)];
  const name = snakeCase(first);
  const isWriteOnly = field.meta.secret && (config[writeOnlyName(name)] ?? null) !== null;
  return [isWriteOnly ? writeOnlyName(name) : name, ...rest(field.type, steps.slice(1), field.meta.unordered === true)];
}

function rest(type: FieldType, steps: readonly string[], isSet: boolean): AttributePath {
  const [step, ...further] = steps;
  if (step === undefined) return [];
  if (type.kind === "list") return isSet ? [] : [Number(step), ...rest(type.item, further, false)];
  if (type.kind !== "object") return [];
  const field = type.fields.find(({ name }) => name === step);
  return [snakeCase(step), ...(field ? rest(field.type, further, field.meta.unordered === true) : [])];
}
