import { kept } from "../core/memo";
import { orEnv, type Words } from "../core/message";
import { isPlainObject } from "../core/unknown";
import { inOneLine } from "./hcl";

export const PROVIDER = "keysmith";

export const SOURCE = "keysmith/keysmith";

const inSnakeCase = new Map<string, string>();

/** `sourcePrivateIps` as `source_private_ips`. */
export function snakeCase(name: string): string {
  return kept(inSnakeCase, name, () => {
    const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").replaceAll(/(?<=[A-Z])(?=[A-Z][a-z])/g, "_");
    return words.toLowerCase();
  });
}

/** The type of a resource: `keysmith_client_key`. */
export function resourceType({ name }: { readonly name: string }): string {
  return `${PROVIDER}_${snakeCase(name)}`;
}

/** The engine's type for a function, without `get` or `list`: `keysmith_kms_instance` for `getKmsInstance`. */
export function functionType({ name }: { readonly name: string }): string {
  return `${PROVIDER}_${snakeCase(name).replace(/^(get|list)_/, "")}`;
}

/** The attribute that takes a secret and isn't kept. */
export function writeOnlyName(attribute: string): string {
  return `${attribute}_wo`;
}

/** The attribute whose change says that the write-only one has another value. */
export function writeOnlyVersionName(attribute: string): string {
  return `${attribute}_wo_version`;
}

export const hclWords: Words = {
  field: attributePath,
  assignment: (path, value) => written(path.split("."), value),
  setting: ({ config, env }) => orEnv(`the provider's \`${attributePath(config)}\``, env),
  deletedFirst: "leave `create_before_destroy` out",
  line: ({ config, env }, value) =>
    `\`${written(config.split("."), value)}\` in the provider's block${env === undefined ? "" : `, or ${env}=${value} in the environment`}`,
};

/** An argument as a program gives it, where objects are blocks. */
function written([name = "", ...inside]: readonly string[], value: unknown): string {
  if (inside.length > 0) return `${snakeCase(name)} { ${written(inside, value)} }`;
  if (!isPlainObject(value)) return `${snakeCase(name)} = ${inOneLine(value)}`;
  const members = Object.entries(value).map(([member, each]) => written([member], each));
  return `${snakeCase(name)} { ${members.join(", ")} }`;
}

function attributePath(path: string): string {
  return path.split(".").map(snakeCase).join(".");
}
