import type { Twin } from "../core/task";
import { Expression, hclBlock } from "./hcl";

/**
 * The files for moving a program to other objects: they forget the old objects without touching them, and adopt the
 * others at the same addresses.
 */
export function handOver(twins: readonly Twin[]): Readonly<Record<string, string>> {
  if (twins.length === 0) return {};
  return { "forget.sh": forgetting(twins), "removed.tf": removing(twins), "imports.tf": importing(twins) };
}

function forgetting(twins: readonly Twin[]): string {
  return [
    "#!/bin/sh",
    "# Lets the state forget what the program is leaving, and touches nothing at the service. Run it in the folder of the program",
    "# (with OpenTofu: TF=tofu), then put imports.tf into that folder, write the new instance into the program, and plan: nothing",
    "# is made or deleted; imports are to be seen, and changes in place of what only the program knows.",
    "set -eu",
    `"\${TF:-terraform}" state rm \\`,
    twins.map(({ resource }) => `  ${quoted(resource.address)}`).join(" \\\n"),
    "",
  ].join("\n");
}

function removing(twins: readonly Twin[]): string {
  const addresses = new Set(twins.map(({ resource }) => withoutKeys(resource.address)));
  return [
    "# In place of forget.sh, where nobody may change the state by hand: take the blocks of these resources out of the program, put",
    "# this file into its folder and apply; then put the blocks back with the new instance, and imports.tf in place of this file.\n",
    ...[...addresses].map((from) => hclBlock("removed", { from: new Expression(from), lifecycle: { destroy: false } })),
  ].join("\n");
}

function importing(twins: readonly Twin[]): string {
  const blocks = twins.map(({ resource, adopt, note }) => {
    const block = hclBlock("import", { to: new Expression(resource.address), id: adopt });
    return note ? `# ${note}.\n${block}` : block;
  });
  return ["# Once it is applied, this file has no further use.\n", ...blocks].join("\n");
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A `removed` block is for all instances of a resource. */
function withoutKeys(address: string): string {
  return address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "");
}
