import path from "node:path";

/** Engines start what is named `terraform-provider-keysmith_v0.1.0`. */
const PROVIDER = "terraform-provider-keysmith";

/**
 * Whether the executable is to be the provider, by the name under which it was started or by its first argument.
 * @param argv0 the name; @param argv with two words before the arguments, as Node has it
 */
export function startsProvider(argv0: string, argv: readonly string[]): boolean {
  return path.basename(argv0).startsWith(PROVIDER) || argv[2] === PROVIDER;
}
