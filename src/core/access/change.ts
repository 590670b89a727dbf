import { type Difference, difference } from "./cover";
import { grantsOf } from "./grants";
import { type AccessMap, type AccessSource, accessMap, type Holder } from "./map";

export interface AccessChange {
  readonly opens: readonly Difference[];
  readonly closes: readonly Difference[];
  readonly credentials: readonly { readonly to: string; readonly gains: boolean }[];
  /** What isn't known about the change, and why. */
  readonly unknown: readonly string[];
}

export function accessChange(before: readonly AccessSource[], after: readonly AccessSource[]): AccessChange {
  const maps = { before: accessMap(before), after: accessMap(after) };
  const [was, is] = [grantsOf(maps.before), grantsOf(maps.after)];
  const known = new Set([...was.open, ...whose(maps.before)]);
  const credentials = [
    ...beyond(maps.after, maps.before).map((to) => ({ to, gains: true })),
    ...beyond(maps.before, maps.after).map((to) => ({ to, gains: false })),
  ];
  return {
    opens: [...difference(is.grants, was.grants), ...difference(is.unbound, was.policies)],
    closes: [...difference(was.grants, is.grants), ...difference(was.unbound, is.policies)],
    credentials,
    // Anything that was unknown before the change is no part of it.
    unknown: [...is.open, ...whose(maps.after)].filter((each) => !known.has(each)),
  };
}

/** Applications with a resource for their credentials that the other map doesn't have. */
function beyond(map: AccessMap, other: AccessMap): string[] {
  const known = new Set(holders(other).map(keyOf));
  // `whose` reports these.
  const open = new Set(holders(other).filter(isOpen).map(addressOf));
  const more = holders(map).filter((each) => !isOpen(each) && !known.has(keyOf(each)) && !open.has(addressOf(each)));
  return [...new Set(more.map(({ application, title }) => application ?? title))];
}

/** Credentials whose application isn't known. */
function whose(map: AccessMap): string[] {
  return [
    ...new Set(
      holders(map)
        .filter(isOpen)
        .map(({ title }) => `${title}: the application that it belongs to is not known yet`),
    ),
  ];
}

function holders({ coming, credentials }: AccessMap): readonly Holder[] {
  return [...coming, ...credentials];
}

function isOpen({ application, place }: Holder): boolean {
  return application === undefined || place === undefined;
}

function keyOf({ stack, address, place, application }: Holder): string {
  return JSON.stringify([stack, address, place, application]);
}

function addressOf({ stack, address }: Holder): string {
  return JSON.stringify([stack, address]);
}
