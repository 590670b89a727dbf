import { alibaba } from "./alibaba/index";
import type { Definition, Vendor } from "./core/definition";
import type { LookUp } from "./core/look-up";
import { ibm } from "./ibm/index";

/** Every vendor that Keysmith serves. Engines, pages and tests derive what they need from this list. */
export const vendors: readonly Vendor[] = [alibaba, ibm];

/** The definition of a resource. @throws RangeError when no vendor has one of that name */
export function definitionOf(resource: string): Definition {
  const found = vendors.flatMap(({ definitions }) => definitions).find(({ name }) => name === resource);
  if (!found) throw new RangeError(`there is no resource ${resource}`);
  return found;
}

/** A look-up and the vendor that it asks. @throws RangeError when no vendor has one of that name */
export function lookUpOf(name: string): { readonly vendor: Vendor; readonly lookUp: LookUp } {
  for (const vendor of vendors) {
    const lookUp = vendor.lookUps.find((each) => each.name === name);
    if (lookUp) return { vendor, lookUp };
  }
  throw new RangeError(`there is no look-up ${name}`);
}
