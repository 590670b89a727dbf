import { parseTime } from "../clock";
import { onRecord } from "../damage";
import type { Values } from "../definition";
import { onDemand } from "../memo";
import type { Moment } from "../moments";
import { hasUnknown, ifKnown, isPlainObject, isUnknown, notKnown, onlyKnown } from "../unknown";
import type { AccessPart, Named, ObjectKind, Operation, PolicyPart, Validity } from "./part";

/** A resource of a state or of a plan; values that aren't known yet are `UNKNOWN`. */
export interface AccessSource {
  readonly title: string;
  readonly address: string;
  /** Names are looked up in the same stack first. */
  readonly stack: string;
  readonly definition: {
    readonly name: string;
    readonly access?: AccessPart<Values>;
    moments?(state: Values): readonly Moment[];
  };
  readonly values: Values;
  /** Whether its object is deleted, and to be made again. */
  readonly isGone?: boolean;
}

interface Entry {
  readonly title: string;
  readonly address: string;
  readonly stack: string;
  readonly kind: string;
}

interface NamedEntry extends Entry {
  readonly place: string | undefined;
  readonly name: string | undefined;
}

/** A resource's answer to one question, and whether it is complete. */
export interface Listed {
  readonly items: readonly string[];
  readonly isWhole: boolean;
}

export interface Network extends NamedEntry {
  readonly ranges: Listed;
}

export interface Policy extends NamedEntry {
  readonly instance: string | undefined;
  readonly permissions: Listed;
  readonly resources: readonly string[];
  /** The kinds of which the policy may name more than these, as not all of its lists are known yet. */
  readonly moreOf: readonly ObjectKind[];
  readonly networks: Listed;
  readonly operations: readonly Operation[];
}

export interface Application extends NamedEntry {
  readonly policies: Listed;
}

/** A resource that holds credentials of an application. */
export interface Holder extends Entry {
  readonly place: string | undefined;
  readonly application: string | undefined;
}

export interface Credential extends Holder, Validity {
  /** When it rotates, is deleted, or ends. */
  readonly moments: readonly Moment[];
}

export interface ProtectedObject extends Entry {
  /** `key/<id>` or `secret/<name>`; undefined until the service has given it an id. */
  readonly resource: string | undefined;
  readonly instance: string | undefined;
  /** When it rotates, or ends. */
  readonly moments: readonly Moment[];
}

/** The access of a service to another service's keys, by roles of the service's own. */
export interface ServiceGrant extends Entry {
  readonly to: string | undefined;
  readonly instance: string | undefined;
  readonly roles: Listed;
  readonly resources: Listed;
}

/** A credential that is on record but that the service no longer has. */
export interface DeletedCredential extends Holder {
  readonly id: string;
}

/** Everything that states say about who may use what, from where, and until when. */
export interface AccessMap {
  readonly applications: readonly Application[];
  readonly policies: readonly Policy[];
  readonly networks: readonly Network[];
  readonly credentials: readonly Credential[];
  readonly deleted: readonly DeletedCredential[];
  /** The resources whose credentials are yet to be made, so that nothing is known about the credentials. */
  readonly coming: readonly Holder[];
  readonly objects: readonly ProtectedObject[];
  readonly services: readonly ServiceGrant[];
}

/** @throws ConfigurationError that names the resource whose record somebody has edited */
export function accessMap(sources: readonly AccessSource[]): AccessMap {
  const map = {
    applications: [],
    policies: [],
    networks: [],
    credentials: [],
    deleted: [],
    coming: [],
    objects: [],
    services: [],
  };
  for (const source of sources) {
    const { access } = source.definition;
    if (access) onRecord(source, () => add(map, source, access));
  }
  return map;
}

type Growing = { readonly [N in keyof AccessMap]: AccessMap[N][number][] };

function add(map: Growing, source: AccessSource, part: AccessPart<Values>): void {
  const { title, address, stack, definition, values } = source;
  const entry = { title, address, stack, kind: definition.name };
  const text = (fn: (state: Values) => string | undefined): string | undefined => asked(fn, values).answer;
  const list = (fn: (state: Values) => readonly string[] | undefined): Listed => listed(fn, values);
  const named = ({ place, name }: Named<Values>): NamedEntry => ({
    ...entry,
    place: text(place),
    name: text(name),
  });
  if (source.isGone && part.is !== "credential") return;
  switch (part.is) {
    case "network":
      map.networks.push({ ...named(part), ranges: list(part.ranges) });
      return;
    case "policy":
      map.policies.push({
        ...named(part),
        instance: text(part.instance),
        permissions: list(part.permissions),
        ...resourcesIn(part.resources, values),
        networks: list(part.networks),
        operations: part.operations,
      });
      return;
    case "application":
      map.applications.push({ ...named(part), policies: list(part.policies) });
      return;
    case "credential": {
      const of = { ...entry, place: text(part.place), application: text(part.application) };
      for (const id of list(part.deleted).items) map.deleted.push({ ...of, id });
      const credentials = asked(part.credentials, values).answer;
      if (source.isGone) {
        for (const { id } of credentials ?? []) map.deleted.push({ ...of, id });
        return;
      }
      if (!credentials) {
        map.coming.push(of);
        return;
      }
      const moments = momentsOf(source);
      for (const each of credentials) {
        requireTimes([each.notBefore, each.notAfter]);
        map.credentials.push({ ...of, ...each, moments: moments.filter(({ about }) => about === each.id) });
      }
      return;
    }
    case "object":
      map.objects.push({
        ...entry,
        resource: text(part.resource),
        instance: text(part.instance),
        moments: momentsOf(source),
      });
      return;
    case "grant":
      map.services.push({
        ...entry,
        to: text(part.to),
        instance: text(part.instance),
        roles: list(part.roles),
        resources: list(part.resources),
      });
  }
}

function momentsOf({ definition, values }: AccessSource): readonly Moment[] {
  const moments = ifKnown(() => definition.moments?.(onlyKnown(values))) ?? [];
  for (const { at, until } of moments) requireTimes([at, until]);
  return moments;
}

/** @throws RangeError for a text that is no time: a map is drawn and asked long after its resource could be named */
function requireTimes(times: readonly (string | undefined)[]): void {
  for (const time of times) if (time !== undefined) parseTime(time);
}

/** The answer, and whether everything that the question touched is known. */
function asked<T>(ask: (state: Values) => T | undefined, values: Values) {
  let isWhole = true;
  const seen = knownPart(values, () => {
    isWhole = false;
  });
  const answer = ifKnown(() => ask(seen));
  return { answer, isWhole: isWhole && answer !== undefined };
}

function listed(ask: (state: Values) => readonly string[] | undefined, values: Values): Listed {
  const { answer = [], isWhole } = asked(ask, values);
  return { items: [...new Set(answer)], isWhole };
}

const KINDS: readonly ObjectKind[] = ["key", "secret"];

function resourcesIn(
  { others, ...byKind }: PolicyPart<Values>["resources"],
  values: Values,
): Pick<Policy, "resources" | "moreOf"> {
  const rest = listed(others, values);
  const each = KINDS.map((kind) => [kind, listed(byKind[kind], values)] as const);
  const items = [...each.flatMap(([, list]) => list.items), ...rest.items];
  const isOpen = (list: Listed): boolean => !list.isWhole || !rest.isWhole;
  return { resources: [...new Set(items)], moreOf: each.flatMap(([kind, list]) => (isOpen(list) ? [kind] : [])) };
}

/** The same values, with unknown items removed from lists. @param onPart called when such a list is touched */
function knownPart(values: Values, onPart: () => void): Values {
  if (!hasUnknown(values)) return values;
  const known = (value: unknown): unknown => {
    if (isUnknown(value)) return notKnown();
    if (!hasUnknown(value)) return value;
    if (isPlainObject(value)) return onlyKnown(value);
    onPart();
    return Array.isArray(value) ? value.filter((item) => !hasUnknown(item)) : value;
  };
  return onDemand(Object.keys(values).map((name) => [name, () => known(values[name])]));
}

/** The entry that a name refers to, or why it isn't known: a place that isn't known yet may be any place. */
export type Resolved<T> = { readonly found: T } | { readonly lacking: string };

/** @param what for messages: `policy` */
export function resolve<T extends NamedEntry>(
  all: readonly T[],
  what: string,
  name: string,
  { place, stack }: Pick<NamedEntry, "place" | "stack">,
): Resolved<T> {
  const called = all.filter((each) => each.name === name);
  const named = called.filter((each) => place !== undefined && each.place === place);
  const near = named.filter((each) => each.stack === stack);
  const [found, other] = near.length > 0 ? near : named;
  if (found && !other) return { found };
  return {
    lacking: `${what} ${JSON.stringify(name)} ${found ? "is recorded by several stacks" : whyMissing(called, place)}`,
  };
}

function whyMissing(called: readonly NamedEntry[], place: string | undefined): string {
  const isOpen = called.some((each) => place === undefined || each.place === undefined);
  return isOpen ? "is one whose place isn't known yet" : "is in none of the states";
}
