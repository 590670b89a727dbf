import type { Definition, Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { type RecordedResource, withoutSecrets } from "../core/recorded";
import { isPlainObject } from "../core/unknown";
import { resourceType } from "./names";
import { stateFields, toValues } from "./values";

type Json = Readonly<Record<string, unknown>>;

/** One object of any provider's, as both kinds of documents have it. */
interface Recorded {
  readonly address: string;
  readonly type: string;
  readonly attributes: Json;
  readonly tainted: boolean;
}

/** Whether a document is a state of Terraform or OpenTofu: one that `recordedResources` reads, or refuses with a reason. */
export function isState(document: unknown): document is Json {
  return isPlainObject(document) && (isShown(document) || isPulled(document) || "encrypted_data" in document);
}

function isShown(document: Json): boolean {
  return typeof document["format_version"] === "string" && !("provider_schemas" in document);
}

/** What `terraform state pull` prints, which is also the state file: version 4 since Terraform 0.12. */
function isPulled(document: Json): boolean {
  return document["version"] === 4 && Array.isArray(document["resources"]);
}

/**
 * The resources of `vendors` in what `terraform show -json` or `terraform state pull` prints. Objects that are being
 * replaced and are still to be deleted are left out, and so are secrets.
 * @throws ConfigurationError for another kind of document, and for an encrypted one
 */
export function recordedResources(document: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  if (!isState(document)) throw notAState("this is not a state of Terraform or OpenTofu");
  if ("encrypted_data" in document) throw notAState("this state is encrypted");
  const definitions = new Map(
    vendors.flatMap((vendor) => vendor.definitions.map((each) => [resourceType(each), each] as const)),
  );
  const recorded = isPulled(document) ? pulled(document) : shown(document);
  return recorded.flatMap(({ address, type, attributes, tainted }) => {
    const definition = definitions.get(type);
    if (!definition) return [];
    const resource = { title: address, definition, ...valuesOf(definition, attributes) };
    return [tainted ? { ...resource, unfinished: true } : resource];
  });
}

function notAState(problem: string): ConfigurationError {
  return new ConfigurationError(
    problem,
    "Give what `terraform show -json` or `terraform state pull` prints, or tofu's.",
  );
}

function valuesOf(definition: Definition, attributes: Json): { readonly inputs: Values; readonly outputs: Values } {
  const values = (fields: Parameters<typeof toValues>[0]): Values =>
    withoutSecrets(definition, toValues(fields, attributes));
  return { inputs: values(fieldsOf(definition.inputs)), outputs: values(stateFields(definition)) };
}

function shown(document: Json): Recorded[] {
  const state = isPlainObject(document["prior_state"]) ? document["prior_state"] : document;
  const values = isPlainObject(state["values"]) ? state["values"] : {};
  return isPlainObject(values["root_module"]) ? shownIn(values["root_module"]) : [];
}

function shownIn(module: Json): Recorded[] {
  const own = objects(module["resources"])
    .filter((resource) => resource["mode"] === "managed" && resource["deposed_key"] === undefined)
    .map((resource) => ({
      address: String(resource["address"]),
      type: String(resource["type"]),
      attributes: isPlainObject(resource["values"]) ? resource["values"] : {},
      tainted: resource["tainted"] === true,
    }));
  return [...own, ...objects(module["child_modules"]).flatMap(shownIn)];
}

function pulled(document: Json): Recorded[] {
  return objects(document["resources"]).flatMap((resource) => {
    if (resource["mode"] !== "managed") return [];
    const { module, type, name } = resource;
    const address = `${module === undefined ? "" : `${module}.`}${type}.${name}`;
    return objects(resource["instances"])
      .filter((instance) => instance["deposed"] === undefined)
      .map(({ index_key: key, attributes, status }) => ({
        address: key === undefined ? address : `${address}[${JSON.stringify(key)}]`,
        type: String(type),
        attributes: isPlainObject(attributes) ? attributes : {},
        tainted: status === "tainted",
      }));
  });
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}
