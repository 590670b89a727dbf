import { Reference, type TakenOver } from "../core/taking-over";
import { isPlainObject, type Values } from "../core/unknown";
import { tokenOf } from "./tokens";

/** A program for existing objects, and the file with which `pulumi import` takes them into the stack. */
export function takenOverFiles(taken: readonly TakenOver[], vendor: string): Readonly<Record<string, string>> {
  const resources = taken.map(({ definition, name, id }) => ({ type: tokenOf(definition.name), name, id }));
  return {
    [`adopted-${vendor}.ts`]: ['import * as keysmith from "keysmith/pulumi";', "", ...taken.map(declared), ""].join(
      "\n",
    ),
    [`import-${vendor}.json`]: `${JSON.stringify({ resources }, null, 2)}\n`,
  };
}

function declared(each: TakenOver): string {
  const { definition, name, inputs } = each;
  return `export const ${variableOf(each)} = new keysmith.${definition.name}(${JSON.stringify(name)}, ${written(inputs, "")});`;
}

/** Objects of two kinds may have the same name. */
function variableOf({ definition, name }: TakenOver): string {
  const words = name.replaceAll(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${words}${definition.name}`;
}

function written(value: unknown, indent: string): string {
  if (value instanceof Reference) return variableOf(value.to);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, indent)).join(", ")}]`;
  return isPlainObject(value) ? object(value, indent) : JSON.stringify(value);
}

function object(values: Values, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(values).map(([name, value]) => `${inner}${name}: ${written(value, inner)},\n`);
  return members.length > 0 ? `{\n${members.join("")}${indent}}` : "{}";
}
