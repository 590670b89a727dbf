import type { Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import type { RecordedResource } from "../core/recorded";
import { isPlainObject, objectsOf, UNKNOWN } from "../core/unknown";
import { definitionsByType, isState, recordedResources, resourceAt } from "./show";

/** Whether a document is the output of `terraform show -json` for a plan. */
export function isPlan(document: unknown): boolean {
  return isState(document) && "planned_values" in document;
}

/**
 * The resources of `vendors` once the plan is applied, with `UNKNOWN` for values that aren't known before. Resources
 * that the plan doesn't change, or only forgets, stay as they are recorded.
 * @throws ConfigurationError for a plan that failed
 */
export function plannedResources(document: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  requireWhole(document);
  const definitions = definitionsByType(vendors);
  const planned = new Map(recordedResources(document, vendors).map((each) => [each.address, each]));
  for (const changed of objectsOf(isPlainObject(document) ? document["resource_changes"] : undefined)) {
    const { address, type, previous_address: previous, mode, deposed } = changed;
    const change = isPlainObject(changed["change"]) ? changed["change"] : {};
    const { actions, after, after_unknown: unknown, after_sensitive: marks } = change;
    const definition = definitions.get(String(type));
    if (!definition || mode !== "managed" || deposed !== undefined || !Array.isArray(actions)) continue;
    const name = String(address);
    if (previous !== undefined) planned.delete(String(previous));
    if (isPlainObject(after)) {
      const attributes = withUnknown(after, unknown) as Record<string, unknown>;
      planned.set(name, resourceAt(name, definition, attributes, marks));
    } else if (!actions.includes("forget")) planned.delete(name);
  }
  return [...planned.values()];
}

/** Terraform also saves a plan that failed, with what it had planned by then: https://github.com/hashicorp/terraform/blob/main/website/docs/internals/json-format.mdx */
function requireWhole(document: unknown): void {
  if (!isPlainObject(document) || document["errored"] !== true) return;
  throw new ConfigurationError(
    "this plan failed, and shows only what had been planned by then",
    "Fix what `terraform plan` reports, plan again, and give that plan.",
  );
}

/** @param unknown true for an unknown value; of the value's form if only parts of it are unknown */
function withUnknown(value: unknown, unknown: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(unknown)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const length = Math.max(items.length, unknown.length);
    return length === 0 ? value : Array.from({ length }, (_, index) => withUnknown(items[index], unknown[index]));
  }
  if (!isPlainObject(unknown)) return value;
  const parts = Object.entries(unknown).map(([name, part]) => {
    return [name, withUnknown(isPlainObject(value) ? value[name] : undefined, part)] as const;
  });
  const known = isPlainObject(value) ? value : {};
  return parts.length === 0 ? value : { ...known, ...Object.fromEntries(parts) };
}
