import { AlibabaVendor } from "./alibaba";
import type { Clock } from "./clock";
import { IbmVendor } from "./ibm";
import type { EmulatorOptions } from "./options";
import type { Vendor } from "./vendor";

/**
 * The vendors that are emulated, each at its own paths.
 *
 * @param save writes the state down; for changes outside of a writing operation
 */
export function createVendors(options: EmulatorOptions, clock: Clock, save: () => void): readonly Vendor[] {
  return [new AlibabaVendor(options, clock, save), new IbmVendor(options.ibm ?? {}, clock, save)];
}
