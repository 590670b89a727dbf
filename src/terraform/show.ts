import type { Definition, Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { type RecordedResource, withoutSecrets } from "../core/recorded";
import { isPlainObject, objectsOf } from "../core/unknown";
import { quoted } from "./hcl";
import { PROVIDER, resourceType } from "./names";
import { marksOfPaths, sensitiveIn } from "./sensitive";
import { stateValues } from "./values";

type Json = Readonly<Record<string, unknown>>;

interface StateObject {
  readonly address: string;
  readonly type: string;
  readonly attributes: Json;
  /** Which attributes the program marks as sensitive. */
  readonly marks: unknown;
  readonly tainted: boolean;
  /** Whether the engine manages it, and it isn't a replaced object that is still to be deleted. */
  readonly current: boolean;
}

/** Whether a document is a state of Terraform or OpenTofu, which `recordedResources` reads or refuses with a reason. */
export function isState(document: unknown): document is Json {
  return isPlainObject(document) && (isShown(document) || isPulled(document) || "encrypted_data" in document);
}

function isShown(document: Json): boolean {
  return typeof document["format_version"] === "string" && !("provider_schemas" in document);
}

/** Whether a document is a state file, which `terraform state pull` also prints: version 4 since Terraform 0.12. */
function isPulled(document: Json): boolean {
  return document["version"] === 4 && Array.isArray(document["resources"]);
}

/**
 * The resources of `vendors` in the output of `terraform show -json` or `terraform state pull`. Leaves out secrets, and
 * replaced objects that are still to be deleted.
 * @throws ConfigurationError for another kind of document, and for an encrypted one
 */
export function recordedResources(document: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  if (!isState(document)) throw notAState("this is not a state of Terraform or OpenTofu");
  if ("encrypted_data" in document) throw notAState("this state is encrypted");
  const definitions = definitionsByType(vendors);
  return objectsIn(document).flatMap(({ address, type, attributes, marks, tainted, current }) => {
    const definition = definitions.get(type);
    if (!definition || !current) return [];
    const resource = resourceAt(address, definition, attributes, marks);
    return [tainted ? { ...resource, unfinished: "tainted" } : resource];
  });
}

/** @param marks as `sensitiveIn` takes them */
export function resourceAt(
  address: string,
  definition: Definition,
  attributes: Json,
  marks: unknown,
): RecordedResource {
  const opened = sensitiveIn(definition, attributes, marks);
  const values = valuesOf(definition, attributes);
  return { title: address, name: address, address, definition, ...values, ...(opened.length > 0 && { opened }) };
}

export function definitionsByType(vendors: readonly Vendor[]): ReadonlyMap<string, Definition> {
  return new Map(vendors.flatMap((vendor) => vendor.definitions.map((each) => [resourceType(each), each] as const)));
}

/** The addresses in a state that mention a text: of any provider, and also of objects that are still to be deleted. */
export function recordsNaming(document: unknown, text: string): string[] {
  if (!isState(document)) throw notAState("this is not a state of Terraform or OpenTofu");
  const values = isPulled(document) ? document : valuesShown(document);
  const outputs = isPlainObject(values["outputs"]) ? values["outputs"] : {};
  const named = Object.entries(outputs).filter(([, output]) => names(output, text));
  return [
    ...objectsIn(document)
      .filter((each) => names(namingPart(each), text))
      .map(({ address }) => address),
    ...named.map(([name]) => `output.${name}`),
  ];
}

/** Leaves out a label of ours, which is a name for life whatever it was made from. */
function namingPart({ type, attributes }: StateObject): Json {
  return type.startsWith(`${PROVIDER}_`) ? { ...attributes, label: undefined } : attributes;
}

function names(value: unknown, text: string): boolean {
  return JSON.stringify(value).toLowerCase().includes(text.toLowerCase());
}

function notAState(problem: string): ConfigurationError {
  return new ConfigurationError(
    problem,
    "Give what `terraform show -json` or `terraform state pull` prints, or tofu's.",
  );
}

function valuesOf(definition: Definition, attributes: Json): { readonly inputs: Values; readonly outputs: Values } {
  const outputs = withoutSecrets(definition, stateValues(definition, attributes));
  const given = Object.entries(outputs).filter(([name]) => name in definition.inputs.shape);
  return { inputs: Object.fromEntries(given), outputs };
}

function objectsIn(document: Json): StateObject[] {
  if (isPulled(document)) return pulledObjects(document);
  const { root_module: root } = valuesShown(document);
  return isPlainObject(root) ? shownIn(root) : [];
}

function valuesShown(document: Json): Json {
  const state = isPlainObject(document["prior_state"]) ? document["prior_state"] : document;
  return isPlainObject(state["values"]) ? state["values"] : {};
}

function shownIn(module: Json): StateObject[] {
  const own = objectsOf(module["resources"]).map((resource) => ({
    address: String(resource["address"]),
    type: String(resource["type"]),
    attributes: isPlainObject(resource["values"]) ? resource["values"] : {},
    marks: resource["sensitive_values"],
    tainted: resource["tainted"] === true,
    current: resource["mode"] === "managed" && resource["deposed_key"] === undefined,
  }));
  return [...own, ...objectsOf(module["child_modules"]).flatMap(shownIn)];
}

function pulledObjects(document: Json): StateObject[] {
  return objectsOf(document["resources"]).flatMap((resource) => {
    const { mode, module, type, name } = resource;
    const prefix = `${module === undefined ? "" : `${module}.`}${mode === "managed" ? "" : `${mode}.`}`;
    const address = `${prefix}${type}.${name}`;
    return objectsOf(resource["instances"]).map(({ index_key: key, attributes, status, deposed, ...more }) => ({
      address: key === undefined ? address : `${address}[${typeof key === "string" ? quoted(key) : key}]`,
      type: String(type),
      attributes: isPlainObject(attributes) ? attributes : {},
      marks: marksOfPaths(more["sensitive_attributes"]),
      tainted: status === "tainted",
      current: mode === "managed" && deposed === undefined,
    }));
  });
}
