import type { Definition, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { secretNames } from "../core/lifecycle";
import { type RecordedResource, withoutSecrets } from "../core/recorded";
import { isPlainObject, objectsOf } from "../core/unknown";
import { Marked } from "./marked";
import { resourceName } from "./urn";

/** Both types under which a resource of ours can be recorded: as a dynamic resource, and by the plugin. */
const TYPE = /^(?:pulumi-nodejs:dynamic\/keysmith|keysmith:index):(\w+)$/;

export function isStackExport(document: unknown): boolean {
  return isPlainObject(document) && isPlainObject(document["deployment"]);
}

/**
 * The resources of `vendors` in the output of `pulumi stack export`. Secrets are left out of inputs and outputs, as
 * their ciphertext differs from run to run.
 * @throws ConfigurationError for another kind of document
 */
export function recordedResources(exported: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  const definitions = definitionsByName(vendors);
  return resourcesOf(exported).flatMap((resource) => {
    const definition = definitions.get(kindOf(resource["type"]));
    if (!definition || resource["delete"] === true) return [];
    const called = calledBy(definition, String(resource["urn"]));
    const marked = new Marked(secretNames(definition));
    const values = (side: unknown) => withoutSecrets(definition, isPlainObject(side) ? marked.open(side) : {});
    const [inputs, outputs] = [values(resource["inputs"]), values(resource["outputs"])];
    const { closed, opened } = marked;
    const gone = isGone(resource) && ({ unfinished: "gone" } as const);
    return [{ ...called, definition, inputs, outputs, closed: [...closed], opened, ...gone }];
  });
}

/** Whether the engine has deleted the object of a resource that it still has to make again. */
export function isGone(resource: Readonly<Record<string, unknown>>): boolean {
  return resource["pendingReplacement"] === true;
}

export function definitionsByName(vendors: readonly Vendor[]): ReadonlyMap<string, Definition> {
  return new Map(vendors.flatMap((vendor) => vendor.definitions.map((each) => [each.name, each] as const)));
}

/** The name of the definition; empty for a type that isn't ours. */
export function kindOf(type: unknown): string {
  return TYPE.exec(String(type))?.[1] ?? "";
}

export function calledBy(
  definition: Definition,
  address: string,
): Pick<RecordedResource, "title" | "name" | "stack" | "address"> {
  const { place } = resourceName(address);
  const [project = "", stack = "", name = ""] = [...place.slice(0, 2), place.at(-1)];
  return { title: `${definition.name} ${JSON.stringify(name)}`, name, stack: { project, name: stack }, address };
}

/** The URNs of recorded resources that mention a text: of any provider, and also those still to be deleted. */
export function recordsNaming(exported: unknown, text: string): string[] {
  return resourcesOf(exported).flatMap(({ urn, type, inputs, outputs }) => {
    // Leaves out a label of ours, which is a name for life whatever it was made from.
    const part = (side: unknown) => (TYPE.test(String(type)) ? { ...Object(side), label: undefined } : side);
    const recorded = JSON.stringify([part(inputs), part(outputs)]);
    return recorded.toLowerCase().includes(text.toLowerCase()) ? [String(urn)] : [];
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
  return objectsOf(deployment["resources"]);
}
