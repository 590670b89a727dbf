import type { AdoptionForms } from "../../core/adoption";
import { literal } from "../../core/example";
import { isPlainObject, type Values } from "../../core/unknown";
import { PACKAGE, shortToken } from "../tokens";

/** The package for programs in TypeScript that the engine's tools generate from the schema. */
export const NODE_PACKAGE = "@keysmith/pulumi";

/** Joins paragraphs, and leaves out undefined ones. */
export function paragraphs(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join("\n\n");
}

/** An example in the markup of the engine's documentation tools, which show readers the one for their language. */
export function examples(typescript: string, yaml: string): string {
  return paragraphs(
    "{{% examples %}}",
    "## Example Usage",
    "{{% example %}}",
    block("typescript", `import * as ${PACKAGE} from "${NODE_PACKAGE}";\n\n${typescript}`),
    block("yaml", yaml),
    "{{% /example %}}",
    "{{% /examples %}}",
  );
}

export function resourceExamples(name: string, given: Values): string {
  return examples(
    `const example = new ${PACKAGE}.${name}("example", ${objectLiteral(given)});`,
    yamlText({ resources: { example: { type: shortToken(name), ...withValues("properties", given) } } }),
  );
}

export function functionExamples(name: string, given: Values): string {
  const call = { function: shortToken(name), ...withValues("arguments", given) };
  return examples(
    `const found = ${PACKAGE}.${name}Output(${objectLiteral(given)});`,
    yamlText({ variables: { found: { "fn::invoke": call } } }),
  );
}

/** Says how to import an existing object. */
export function importing(token: string, { form, doc }: Pick<AdoptionForms<unknown>, "form" | "doc">): string {
  const command = block("sh", `pulumi import ${token} example '<id>'`);
  return paragraphs("## Import", command, `The id is \`${form}\`. ${doc}`);
}

function block(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}

function objectLiteral(given: Values): string {
  if (Object.keys(given).length === 0) return "{}";
  const lines = Object.entries(given).map(([name, value]) => `  ${name}: ${literal(value)},\n`);
  return `{\n${lines.join("")}}`;
}

function withValues(name: string, given: Values): Values {
  return Object.keys(given).length === 0 ? {} : { [name]: given };
}

/** Writes objects as blocks, and all else as JSON, which is YAML too. */
function yamlText(values: Values, indent = ""): string {
  const lines = Object.entries(values).map(([name, value]) =>
    isPlainObject(value)
      ? `${indent}${name}:\n${yamlText(value, `${indent}  `)}`
      : `${indent}${name}: ${scalarOrList(value)}\n`,
  );
  return lines.join("");
}

/** In a text of the engine's YAML language, `${` begins an expression. */
function scalarOrList(value: unknown): string {
  if (typeof value === "string" && /^[A-Za-z][\w:./-]*\w$/.test(value)) return value;
  return JSON.stringify(value).replaceAll("${", (beginning) => `$${beginning}`);
}
