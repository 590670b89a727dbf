import { Addresses } from "./addresses";
import type { Grant } from "./grants";
import { includes } from "./pattern";

/** One pattern of a grant, from the addresses that it admits: a grant allows what its boxes do, taken together. */
interface Box {
  readonly grant: Grant;
  /** A pattern; empty for operations that need neither key nor secret. */
  readonly pattern: string;
  readonly addresses: Addresses;
}

/** How what isn't known counts: as nothing, as all that it could be, or as itself. */
type Unknown = "nothing" | "all" | "itself";

/** Stands for keys or secrets that nobody knows yet: no name has parentheses. */
export function unknownOf(kind: string): string {
  return `${kind}/(known after apply)`;
}

function boxesOf(grants: readonly Grant[], unknown: Unknown): Box[] {
  return grants.flatMap((grant) => {
    const { resources, needsNone, from, instance, isPlaced } = grant;
    if (unknown === "nothing" && (instance === undefined || !isPlaced)) return [];
    const isOpen = unknown !== "nothing" && from.lacking.length > 0;
    const addresses = isOpen ? Addresses.all : from.addresses;
    const more = grant.unknown.flatMap((kind) =>
      unknown === "nothing" ? [] : unknown === "all" ? [`${kind}/*`] : [unknownOf(kind)],
    );
    const patterns = [...resources, ...more, ...(needsNone ? [""] : [])];
    return patterns.map((pattern) => ({ grant, pattern, addresses }));
  });
}

/** Something that one side allows and the other doesn't. */
export interface Difference extends Box {
  /** It is certain; else it depends on what isn't known. */
  readonly isCertain: boolean;
}

/** Whether everything that `narrow` allows is allowed by `wide` too, by one grant of it or by several together. */
export function covers(wide: readonly Grant[], narrow: readonly Grant[]): boolean {
  return beyond(boxesOf(narrow, "itself"), boxesOf(wide, "nothing")).length === 0;
}

/** What `narrow` may allow beyond `wide`. What both have in the same words is no difference, even if nobody knows all of it. */
export function difference(narrow: readonly Grant[], wide: readonly Grant[]): Difference[] {
  const same = new Set(wide.map(inWords));
  const others = narrow.filter((each) => !same.has(inWords(each)) && !covers(wide, [each]));
  const certain = beyond(boxesOf(others, "nothing"), boxesOf(wide, "all"));
  const possible = beyond(boxesOf(others, "itself"), boxesOf(wide, "nothing"));
  const isTold = ({ grant, pattern, addresses }: Box): boolean =>
    certain.some(
      (each) => isAlike(each.grant, grant) && includes(each.pattern, pattern) && each.addresses.includes(addresses),
    );
  return [
    ...certain.map((each) => ({ ...each, isCertain: true })),
    ...possible.filter((each) => !isTold(each)).map((each) => ({ ...each, isCertain: false })),
  ];
}

/** What of the boxes no others cover, without what another one of it says too. */
function beyond(boxes: readonly Box[], others: readonly Box[]): Box[] {
  const left = boxes.flatMap((box) => {
    const covering = others.filter(
      ({ grant, pattern }) => mayStandFor(grant, box.grant) && includes(pattern, box.pattern),
    );
    const covered = covering.reduce((all, { addresses }) => all.and(addresses), Addresses.none);
    const addresses = box.addresses.without(covered);
    return addresses.isEmpty ? [] : [{ ...box, addresses }];
  });
  return left.filter((box, index) => !left.some((other, at) => says(other, box) && (at < index || !says(box, other))));
}

/** With a permission for keys or secrets come the operations that need none. */
function says(one: Box, other: Box): boolean {
  if (one === other || !isAlike(one.grant, other.grant)) return false;
  return (other.pattern === "" || includes(one.pattern, other.pattern)) && one.addresses.includes(other.addresses);
}

/** Whether grants are to the same, of the same permission, at the same instance. */
function isAlike(one: Grant, other: Grant): boolean {
  return one.instance === other.instance && one.place === other.place && mayStandFor(one, other);
}

/** Whether a grant is like another one, or could be: at a place or an instance that isn't known. */
function mayStandFor({ to, place, isPlaced, instance, permission }: Grant, other: Grant): boolean {
  const isThere = instance === undefined || instance === other.instance;
  return isThere && (!isPlaced || place === other.place) && to === other.to && permission === other.permission;
}

function inWords({ to, place, instance, permission, needsNone, resources, unknown, from }: Grant): string {
  const { addresses, rules, lacking } = from;
  return JSON.stringify([
    to,
    place,
    instance,
    permission,
    needsNone,
    resources,
    unknown,
    addresses.toRanges(),
    rules,
    lacking,
  ]);
}
