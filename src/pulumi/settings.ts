import { topOf } from "../core/compare";
import type { Vendor } from "../core/definition";
import type { Setting } from "../core/settings";

export function holdsSecret({ secret, members = [] }: Setting): boolean {
  return secret === true || members.some(holdsSecret);
}

/** The top-level names of the configuration of `vendors` that hold a secret, or an object in which there may be one. */
export function secretNamesIn(vendors: readonly Vendor[]): ReadonlySet<string> {
  const secrets = vendors.flatMap(({ settings }) => settings).filter(holdsSecret);
  return new Set(secrets.map(({ config }) => topOf(config)));
}
