import type { Vendor } from "../core/definition";

/** The top-level names of the configuration of `vendors` that hold a secret, or an object in which there may be one. */
export function secretNamesIn(vendors: readonly Vendor[]): ReadonlySet<string> {
  const secrets = vendors.flatMap(({ settings }) => settings).filter(({ secret }) => secret);
  return new Set(secrets.map(({ config }) => config.split(".")[0] ?? config));
}
