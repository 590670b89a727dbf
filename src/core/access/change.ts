import { type Difference, difference } from "./cover";
import { grantsOf } from "./grants";
import { type AccessMap, type AccessSource, accessMap } from "./map";

/** What a change opens and closes. */
export interface AccessChange {
  readonly opens: readonly Difference[];
  readonly closes: readonly Difference[];
  readonly credentials: readonly CredentialChange[];
  /** What can't be told of the change, and why. */
  readonly unknown: readonly string[];
}

interface CredentialChange {
  readonly to: string;
  readonly gains: boolean;
}

export function accessChange(before: readonly AccessSource[], after: readonly AccessSource[]): AccessChange {
  const maps = { before: accessMap(before), after: accessMap(after) };
  const [was, is] = [grantsOf(maps.before), grantsOf(maps.after)];
  const credentials = [
    ...beyond(maps.after, maps.before).map((to) => ({ to, gains: true })),
    ...beyond(maps.before, maps.after).map((to) => ({ to, gains: false })),
  ];
  return {
    opens: [...difference(is.grants, was.grants), ...difference(is.unbound, was.policies)],
    closes: [...difference(was.grants, is.grants), ...difference(was.unbound, is.policies)],
    credentials,
    // What wasn't known before the change either is none of it.
    unknown: is.open.filter((each) => !was.open.includes(each)),
  };
}

/** Applications with a resource that holds their credentials, which others don't have. */
function beyond(map: AccessMap, other: AccessMap): string[] {
  const holders = ({ credentials, coming }: AccessMap) => [...coming, ...credentials];
  const known = new Set(holders(other).map(({ stack, address }) => JSON.stringify([stack, address])));
  const more = holders(map).filter(({ stack, address }) => !known.has(JSON.stringify([stack, address])));
  return [...new Set(more.map(({ application, title }) => application ?? title))];
}
