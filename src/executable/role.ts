import path from "node:path";

/** The role in which the one program is started. */
export type Role = "terraform" | "pulumi" | "command";

/** The names under which engines start it begin so: `terraform-provider-keysmith_v0.1.0`, or `pulumi-resource-keysmith`. */
const PLUGINS = { terraform: "terraform-provider-keysmith", pulumi: "pulumi-resource-keysmith" } as const;

/**
 * The program's role by its first argument, else by the name under which it was started; else the command.
 * @param argv0 the name; @param argv with two words before the arguments, as Node has it
 */
export function roleOf(argv0: string, argv: readonly string[]): Role {
  const name = path.basename(argv0);
  return meant((plugin) => argv[2] === plugin) ?? meant((plugin) => name.startsWith(plugin)) ?? "command";
}

function meant(isIt: (plugin: string) => boolean): Role | undefined {
  if (isIt(PLUGINS.terraform)) return "terraform";
  return isIt(PLUGINS.pulumi) ? "pulumi" : undefined;
}
