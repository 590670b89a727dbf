import type { Vendor } from "../../src/core/definition";
import { everyField, fieldsOf } from "../../src/core/fields";
import type { FunctionDefinition } from "../../src/core/function";
import { mayBeLeftOut } from "../../src/core/left-out";
import { capitalised, everyReference, questionFields, resourcesWithIds } from "../../src/core/words";
import { actingNotes } from "../../src/pulumi/words";
import { comment, interfacesOf } from "./typescript";

const AS_OUTPUT = "Takes outputs as arguments too.";
const SECRET =
  "All of the answer is secret when there is a secret in it or in the arguments: " +
  "`pulumi.unsecret` takes the mark off a part that needs none.";

/** All functions for Pulumi programs, with the types of their arguments and results. */
export function functionCode(vendors: readonly Vendor[]): string {
  const functions = vendors.flatMap((vendor) => vendor.functions);
  const referred = functions.flatMap(({ inputs }) => everyReference(fieldsOf(inputs)));
  const withIds = resourcesWithIds(vendors);
  return [header([...new Set(referred)]), ...functions.map((each) => codeOfFunction(each, withIds))].join("\n");
}

function header(referred: readonly string[]): string {
  const classes = referred.length > 0 ? `import type { ${referred.join(", ")} } from "./resources";\n` : "";
  return `import type * as pulumi from "@pulumi/pulumi";
import { callFunction, callFunctionOutput } from "../function";
${classes}`;
}

function codeOfFunction(fn: FunctionDefinition, withIds: ReadonlySet<string>): string {
  const { name, summary, outputs, kind } = fn;
  const base = capitalised(name);
  const fields = questionFields(fn);
  const empty = fields.every((field) => mayBeLeftOut(field)) ? " = {}" : "";
  const secret = everyField([...fields, ...fieldsOf(outputs)]).some(({ meta }) => meta.secret) ? SECRET : undefined;
  const [asPromise, asOutput] = kind === "action" ? actingNotes(name) : [];
  return [
    interfacesOf(`${base}Args`, `What {@link ${name}} takes.`, fields, { side: "plain", withIds }),
    interfacesOf(`${base}OutputArgs`, `What {@link ${name}Output} takes.`, fields, { side: "input", withIds }),
    interfacesOf(`${base}Result`, `The answer of {@link ${name}}.`, fieldsOf(outputs), { side: "output", withIds }),
    `${comment([summary, asPromise])}export async function ${name}(args: ${base}Args${empty}, opts?: pulumi.InvokeOptions): Promise<${base}Result> {
  return (await callFunction(${JSON.stringify(name)}, args, opts)) as unknown as ${base}Result;
}
`,
    `${comment([summary, AS_OUTPUT, asOutput, secret])}export function ${name}Output(args: ${base}OutputArgs${empty}, opts?: pulumi.InvokeOptions): pulumi.Output<${base}Result> {
  return callFunctionOutput(${JSON.stringify(name)}, args, opts) as unknown as pulumi.Output<${base}Result>;
}
`,
  ].join("\n");
}
