import { fieldsOf } from "../core/fields";
import type { Twin } from "../core/task";
import { resourceName } from "./urn";

/**
 * The files for moving a program to other objects: a script that forgets the old ones without touching them, and the
 * values of `adopt` for the new ones. The engine can't import resources without a plugin, so the resources adopt them.
 */
export function handOver(twins: readonly Twin[]): Readonly<Record<string, string>> {
  const able = twins.filter((twin) => adoptOf(twin) !== undefined);
  if (able.length === 0) return {};
  return { "forget.sh": forgetting(able), "adopt.json": adopting(able) };
}

/** A resource is recorded after those that it depends on, and has to be forgotten before them. */
function forgetting(twins: readonly Twin[]): string {
  return [
    "#!/bin/sh",
    "# Lets the stack forget what the program is leaving, and touches nothing at the service. Run it in the folder of the program.",
    "# Then write the new instance into the program, only for the resources that are named here, give each of them the `adopt` that",
    "# adopt.json has for it by kind and name (in a component by <its type>::<name>), and run `pulumi up`: it adopts, and changes at",
    "# most the mark of the owner in a description. Go on only if it replaces nothing. `adopt` may stay in the program.",
    "# Pulumi forgets nothing that another resource depends on, or that is protected: see `pulumi state delete --help`.",
    ...twins.flatMap(({ resource, note }) => (note ? [`# ${resource.title}: ${note}.`] : [])),
    "set -eu",
    ...[...twins].reverse().map(({ resource }) => `pulumi state delete --yes ${quoted(resource.address)}`),
    "",
  ].join("\n");
}

function adopting(twins: readonly Twin[]): string {
  const byKind: Record<string, Record<string, unknown>> = {};
  for (const twin of twins) {
    const { definition, address } = twin.resource;
    const ofKind = byKind[definition.name] ?? {};
    ofKind[nameIn(address)] = adoptOf(twin);
    byKind[definition.name] = ofKind;
  }
  return `${JSON.stringify(byKind, null, 2)}\n`;
}

/** Two components may have resources of one name, so the types of the components come before it, as in the URN. */
function nameIn(urn: string): string {
  const [, , ...place] = resourceName(urn).place;
  const parents = place.slice(0, -1).join("$");
  return [...(parents === "" ? [] : [parents]), place.at(-1)].join("::");
}

/** The value of `adopt`: the object for some kinds, `true` for others, undefined for kinds that adopt nothing. */
function adoptOf({ resource, adopt }: Twin): string | true | undefined {
  const input = fieldsOf(resource.definition.inputs).find(({ name }) => name === "adopt");
  if (!input) return undefined;
  return input.type.kind === "boolean" ? true : adopt;
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
