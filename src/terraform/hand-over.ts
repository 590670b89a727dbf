import type { RecordedResource } from "../core/recorded";
import type { Twin } from "../core/task";
import { Expression, hclBlock } from "./hcl";

/**
 * The files for moving a program to other objects: they forget the old objects without touching them, and adopt the
 * others at the same addresses.
 * @param recorded all resources of the program
 */
export function handOver(
  twins: readonly Twin[],
  recorded: readonly RecordedResource[],
): Readonly<Record<string, string>> {
  if (twins.length === 0) return {};
  return { "forget.sh": forgetting(twins), "removed.tf": removing(twins, recorded), "imports.tf": importing(twins) };
}

function forgetting(twins: readonly Twin[]): string {
  return [
    "#!/bin/sh",
    "# Lets the state forget what the program is leaving, and touches nothing at the service. Run it in the folder of the program",
    "# (with OpenTofu: TF=tofu), then put imports.tf into that folder, write the new instance into the program, only for the",
    "# resources that are named here, and plan. Apply only a plan that makes, replaces and deletes nothing: imports are to be seen,",
    "# and changes in place of what only the program knows.",
    "set -eu",
    `"\${TF:-terraform}" state rm \\`,
    twins.map(({ resource }) => `  ${quoted(resource.address)}`).join(" \\\n"),
    "",
  ].join("\n");
}

function removing(twins: readonly Twin[], recorded: readonly RecordedResource[]): string {
  const going = new Set(twins.map(({ resource }) => resource.address));
  const blocks = new Set([...going].map(withoutKeys));
  const staying = recorded.filter(({ address }) => blocks.has(withoutKeys(address)) && !going.has(address));
  if (staying.length > 0) return refusing(staying);
  return [
    "# In place of forget.sh, where nobody may change the state by hand: take the blocks of these resources out of the program, put",
    "# this file into its folder and apply; then put the blocks back with the new instance, and imports.tf in place of this file.\n",
    ...[...blocks].map((from) => hclBlock("removed", { from: new Expression(from), lifecycle: { destroy: false } })),
  ].join("\n");
}

/**
 * What is forgotten and not imported would be made again, and a data key is lost then. The engines refuse this file, because a file
 * without blocks would have those deleted that are out of the program by then.
 */
function refusing(staying: readonly RecordedResource[]): string {
  const addresses = staying.map(({ address }) => address).join(", ");
  const name = "no_removed_for_this_program";
  return [
    "# It refuses every plan, and says what to do in its place.\n",
    hclBlock(`variable "${name}"`, {
      default: false,
      validation: {
        condition: new Expression(`var.${name}`),
        error_message: `A removed block makes the state forget all instances, also these, which stay as they are: ${addresses}. Take this file away and put the blocks back. Then use forget.sh; or declare these in blocks of their own, with moved blocks from these addresses, apply that, and have this file written again from the new state.`,
      },
    }),
  ].join("\n");
}

function importing(twins: readonly Twin[]): string {
  const blocks = twins.map(({ resource, adopt, note }) => {
    const block = hclBlock("import", { to: new Expression(resource.address), id: adopt });
    return note ? `# ${note}.\n${block}` : block;
  });
  return [
    "# Apply it only once the old objects are forgotten, and with a plan that makes, replaces and deletes nothing. Then this file has",
    "# no further use.\n",
    ...blocks,
  ].join("\n");
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A `removed` block is for all instances of a resource. */
function withoutKeys(address: string): string {
  return address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "");
}
