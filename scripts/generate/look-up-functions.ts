import type { Vendor } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import type { LookUp } from "../../src/core/look-up";
import { comment, interfacesOf } from "./typescript";
import { capitalised, mayBeLeftOut, questionFields } from "./words";

/** The functions of all look-ups for Pulumi programs, with the types of what they take and give. */
export function lookUpFunctions(vendors: readonly Vendor[]): string {
  const lookUps = vendors.flatMap((vendor) => vendor.lookUps);
  const referred = lookUps.flatMap(({ inputs }) => fieldsOf(inputs).flatMap(({ meta }) => meta.references ?? []));
  return [header([...new Set(referred)]), ...lookUps.map(lookUpFunction)].join("\n");
}

function header(referred: readonly string[]): string {
  const classes = referred.length > 0 ? `import type { ${referred.join(", ")} } from "./resources";\n` : "";
  return `// Made from the definitions by "npm run generate": edit those, not this.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "./look-up";
${classes}`;
}

function lookUpFunction(lookUp: LookUp): string {
  const { name, summary, outputs } = lookUp;
  const base = capitalised(name);
  const fields = questionFields(lookUp);
  const empty = fields.every(mayBeLeftOut) ? " = {}" : "";
  return [
    interfacesOf(`${base}Args`, `What {@link ${name}} asks for.`, fields, "plain"),
    interfacesOf(`${base}OutputArgs`, `What {@link ${name}Output} asks for.`, fields, "input"),
    interfacesOf(`${base}Result`, `What {@link ${name}} finds.`, fieldsOf(outputs), "output"),
    `${comment([summary])}export async function ${name}(args: ${base}Args${empty}): Promise<${base}Result> {
  return (await lookUp(${JSON.stringify(name)}, args)) as unknown as ${base}Result;
}
`,
    `${comment([summary, "Takes outputs as arguments too."])}export function ${name}Output(args: ${base}OutputArgs${empty}): pulumi.Output<${base}Result> {
  return lookUpOutput(${JSON.stringify(name)}, args) as unknown as pulumi.Output<${base}Result>;
}
`,
  ].join("\n");
}
