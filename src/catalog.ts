import { alibaba } from "./alibaba/index";
import type { Definition, Vendor } from "./core/definition";
import type { FunctionDefinition } from "./core/function";
import type { VendorWithTasks } from "./core/task";
import { ibm } from "./ibm/index";

/** Every vendor that Keysmith serves. Engines, pages and tests derive what they need from this list. */
export const vendors: readonly VendorWithTasks[] = [alibaba, ibm];

/** The definition of a resource. @throws RangeError when no vendor has one of that name */
export function definitionOf(resource: string): Definition {
  const found = vendors.flatMap(({ definitions }) => definitions).find(({ name }) => name === resource);
  if (!found) throw new RangeError(`there is no resource ${resource}`);
  return found;
}

/** A function and its vendor. @throws RangeError when no vendor has one of that name */
export function functionOf(name: string): { readonly vendor: Vendor; readonly fn: FunctionDefinition } {
  for (const vendor of vendors) {
    const fn = vendor.functions.find((each) => each.name === name);
    if (fn) return { vendor, fn };
  }
  throw new RangeError(`there is no function ${name}`);
}
