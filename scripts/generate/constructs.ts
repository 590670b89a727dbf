import type { Vendor } from "../../src/core/definition";
import { dataSourceConstructs, ephemeralConstructs, resourceConstructs } from "./construct-classes";
import { providerSettings } from "./provider-settings";

/** All that is emitted for cdktf, by file name. */
export function constructFiles(vendors: readonly Vendor[]): ReadonlyMap<string, string> {
  return new Map([
    ["resources.ts", resourceConstructs(vendors)],
    ["data-sources.ts", dataSourceConstructs(vendors)],
    ["ephemeral-resources.ts", ephemeralConstructs(vendors)],
    ["provider-config.ts", providerSettings(vendors)],
  ]);
}
