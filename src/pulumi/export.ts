import type { Definition, Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { secretNames } from "../core/lifecycle";
import { isPlainObject } from "../core/unknown";

/** A resource of ours as an exported stack records it, without its secrets. */
export interface RecordedResource {
  /** The name in the program. */
  readonly name: string;
  readonly definition: Definition;
  readonly inputs: Values;
  readonly outputs: Values;
}

/** Both ways in which a resource of ours can be of record: as dynamic resource, and by a plugin. */
const TYPE = /^(?:pulumi-nodejs:dynamic\/keysmith|keysmith:index):(\w+)$/;

/**
 * The resources of `vendors` in what `pulumi stack export` prints. Secrets are left out on both sides, as their
 * ciphertext differs from run to run.
 * @throws ConfigurationError for another kind of document
 */
export function recordedResources(exported: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  const definitions = new Map(
    vendors.flatMap((vendor) => vendor.definitions.map((each) => [each.name, each] as const)),
  );
  return resourcesOf(exported).flatMap((resource) => {
    const definition = definitions.get(TYPE.exec(String(resource["type"]))?.[1] ?? "");
    if (!definition || resource["delete"] === true) return [];
    const name = String(resource["urn"]).split("::").at(-1) ?? "";
    const [inputs, outputs] = [resource["inputs"], resource["outputs"]].map((values) =>
      withoutSecrets(definition, values),
    );
    return [{ name, definition, inputs: inputs ?? {}, outputs: outputs ?? {} }];
  });
}

function resourcesOf(exported: unknown): Record<string, unknown>[] {
  const deployment = isPlainObject(exported) ? exported["deployment"] : undefined;
  if (!isPlainObject(deployment)) {
    throw new ConfigurationError(
      "this is not what `pulumi stack export` prints",
      "Give its output, not the engine's own state file.",
    );
  }
  const resources = deployment["resources"];
  return Array.isArray(resources) ? resources.filter(isPlainObject) : [];
}

function withoutSecrets(definition: Definition, values: unknown): Values {
  const secret = new Set(secretNames(definition));
  return Object.fromEntries(Object.entries(isPlainObject(values) ? values : {}).filter(([name]) => !secret.has(name)));
}
