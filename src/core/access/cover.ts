import { Addresses } from "./addresses";
import type { Grant } from "./grants";
import { includes } from "./pattern";

/** One pattern of a grant, with the addresses that it admits: a grant allows what its boxes allow together. */
interface Box {
  readonly grant: Grant;
  /** A pattern; empty for operations that need neither key nor secret. */
  readonly pattern: string;
  readonly addresses: Addresses;
}

/** How an unknown value counts: as nothing, as everything that it could be, or as itself. */
type Unknown = "nothing" | "all" | "itself";

/** Stands for keys or secrets that aren't known yet: no name has parentheses. */
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

/** Access that one side allows and the other doesn't. */
export interface Difference extends Box {
  /** False where the difference depends on unknown values. */
  readonly isCertain: boolean;
}

/** Whether `wide` allows everything that `narrow` allows, by one of its grants or by several together. */
export function covers(wide: readonly Grant[], narrow: readonly Grant[]): boolean {
  return beyond(boxesOf(narrow, "itself"), boxesOf(wide, "nothing")).length === 0;
}

/** Access that `narrow` may allow beyond `wide`. Grants that both have in the same words are no difference, even if partly unknown. */
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

/** The parts of the boxes that no other box covers, without those that another of these parts includes. */
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

/** A permission for keys or secrets includes the operations that need none. */
function says(one: Box, other: Box): boolean {
  if (one === other || !isAlike(one.grant, other.grant)) return false;
  return (other.pattern === "" || includes(one.pattern, other.pattern)) && one.addresses.includes(other.addresses);
}

/** Whether grants are to the same application or service, of the same permission, at the same place and instance. */
function isAlike(one: Grant, other: Grant): boolean {
  return one.instance === other.instance && one.place === other.place && mayStandFor(one, other);
}

/** Whether a grant matches another one, or could match it, where its place or instance isn't known. */
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
