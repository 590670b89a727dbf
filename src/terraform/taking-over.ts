import { fieldsOf } from "../core/fields";
import { Reference, type TakenOver } from "../core/taking-over";
import { isPlainObject, type Values } from "../core/unknown";
import { Expression, hclBlock } from "./hcl";
import { resourceType, snakeCase } from "./names";
import { ID } from "./resource-schema";

/** A program's resources for existing objects, each with the block that imports it. */
export function takenOverFiles(taken: readonly TakenOver[], vendor: string): Readonly<Record<string, string>> {
  const blocks = taken.flatMap((each) => [
    hclBlock(`resource "${resourceType(each.definition)}" "${each.name}"`, attributesOf(labelled(each))),
    hclBlock("import", { to: new Expression(addressOf(each)), id: each.id }),
  ]);
  const head = "# What exists already. Once it is applied, the import blocks have no further use.\n";
  return { [`adopted-${vendor}.tf`]: [head, ...blocks].join("\n") };
}

/** A resource that must have a label and has none gets its name as one: a default may be the same for several. */
function labelled({ definition, inputs, name }: TakenOver): Values {
  const label = fieldsOf(definition.inputs).find((field) => field.from.includes("label") && !field.optional);
  return label && inputs[label.name] === undefined ? { ...inputs, [label.name]: name } : inputs;
}

function attributesOf(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [snakeCase(name), inHcl(value)]));
}

function inHcl(value: unknown): unknown {
  if (value instanceof Reference) return new Expression(`${addressOf(value.to)}.${calledBy(value.to)}`);
  if (Array.isArray(value)) return value.map(inHcl);
  return isPlainObject(value) ? attributesOf(value) : value;
}

function addressOf({ definition, name }: TakenOver): string {
  return `${resourceType(definition)}.${name}`;
}

function calledBy({ definition }: TakenOver): string {
  return definition.id ? ID : snakeCase(definition.subject);
}
