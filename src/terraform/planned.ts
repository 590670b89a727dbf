import type { Vendor } from "../core/definition";
import type { RecordedResource } from "../core/recorded";
import { isPlainObject, UNKNOWN } from "../core/unknown";
import { definitionsByType, isState, recordedResources, valuesOf } from "./show";

/** Whether a document is what `terraform show -json` prints of a plan. */
export function isPlan(document: unknown): boolean {
  return isState(document) && "planned_values" in document;
}

/**
 * The resources of `vendors` as they are to be once the plan is applied, with `UNKNOWN` for what isn't known before. What the plan
 * doesn't change, or only forgets, stays as it is recorded.
 */
export function plannedResources(document: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  const definitions = definitionsByType(vendors);
  const planned = new Map(recordedResources(document, vendors).map((each) => [each.address, each]));
  for (const changed of changesIn(document)) {
    const { address, type, previous_address: previous, mode, deposed } = changed;
    const { actions, after, after_unknown: unknown } = isPlainObject(changed["change"]) ? changed["change"] : {};
    const definition = definitions.get(String(type));
    if (!definition || mode !== "managed" || deposed !== undefined || !Array.isArray(actions)) continue;
    const name = String(address);
    if (previous !== undefined) planned.delete(String(previous));
    if (isPlainObject(after)) {
      const attributes = withUnknown(after, unknown) as Record<string, unknown>;
      planned.set(name, { title: name, name, address: name, definition, ...valuesOf(definition, attributes) });
    } else if (!actions.includes("forget")) planned.delete(name);
  }
  return [...planned.values()];
}

function changesIn(document: unknown): Record<string, unknown>[] {
  const changes = isPlainObject(document) ? document["resource_changes"] : undefined;
  return Array.isArray(changes) ? changes.filter(isPlainObject) : [];
}

/** @param unknown true where the value isn't known, and of the same form as the value where a part of it isn't */
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
