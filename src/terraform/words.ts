import type { Words } from "../core/message";
import { snakeCase } from "./names";

/** The language of Terraform and OpenTofu, whose settings stand in the provider's block. */
export const hclWords: Words = {
  field: attributePath,
  assignment: (path, value) => `${attributePath(path)} = ${JSON.stringify(value)}`,
  setting: ({ config, env }) => `the provider's \`${attributePath(config)}\` or the environment variable ${env}`,
};

function attributePath(path: string): string {
  return path.split(".").map(snakeCase).join(".");
}
