import { ANY } from "../../../core/access/addresses";
import { unknownOf } from "../../../core/access/cover";
import { credentialsOf } from "../../../core/access/decide";
import { type Grant, grantsOfPolicy, grantsOfService } from "../../../core/access/grants";
import {
  type AccessMap,
  type Application,
  type Credential,
  type Policy,
  type ProtectedObject,
  resolve,
  type ServiceGrant,
} from "../../../core/access/map";
import { matches } from "../../../core/access/pattern";
import { parseTime } from "../../../core/clock";
import { kept } from "../../../core/memo";
import { momentOf } from "../../../core/moments";

/** From left to right. */
export type Column = "network" | "who" | "policy" | "resource";

/** One box of the map. It stands in every picture that needs it. */
export interface Part {
  readonly column: Column;
  /** The kind of thing, in a word or two. */
  readonly kind: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** `open` where it admits everybody, `doubt` where something about it is unknown or not as it should be. */
  readonly tone: "plain" | "open" | "doubt";
}

/** Who reaches these resources from these networks, by one policy or one authorization. */
export interface Route {
  readonly networks: readonly Part[];
  readonly who: Part;
  readonly policy: Part;
  readonly resources: readonly Part[];
}

export interface Chart {
  readonly routes: readonly Route[];
  /** Network rules that no policy names, and keys and secrets that nobody on record reaches. */
  readonly unused: readonly Part[];
}

type Drawn = Pick<Part, "kind" | "title"> & Partial<Pick<Part, "lines" | "tone">>;

/** @param say returns what is shown of a text: anybody may have chosen the names */
export function chartOf(map: AccessMap, now: Date, say: (text: string) => string): Chart {
  return new Cartographer(map, now, say).draw();
}

const ELSEWHERE = "in none of the states";
const LATER = "known after apply";

class Cartographer {
  readonly #map: AccessMap;
  readonly #now: Date;
  readonly #say: (text: string) => string;
  readonly #parts = new Map<string, Part>();
  readonly #reached = new Set<ProtectedObject>();
  readonly #held = new Set<Credential>();
  readonly #reaches = new Map<Policy, Pick<Route, "networks" | "policy" | "resources">>();

  constructor(map: AccessMap, now: Date, say: (text: string) => string) {
    this.#map = map;
    this.#now = now;
    this.#say = say;
  }

  draw(): Chart {
    const { applications, policies, services, objects, networks } = this.#map;
    const routes = [
      ...applications.flatMap((each) => this.#ofApplication(each)),
      ...this.#ofOthers(),
      ...policies.filter((each) => !this.#reaches.has(each)).map((each) => this.#ofNobody(each)),
      ...services.map((each) => this.#ofService(each)),
    ];
    const used = new Set(routes.flatMap((route) => route.networks));
    const unused = [
      ...networks.map((each) => this.#network(each)).filter((each) => !used.has(each)),
      ...objects.filter((each) => !this.#reached.has(each)).map((each) => this.#object(each)),
    ];
    return { routes, unused };
  }

  /** The same part whenever it is asked for with the same column and id. */
  #part(column: Column, id: readonly unknown[], { kind, title, lines = [], tone = "plain" }: Drawn): Part {
    const say = this.#say;
    return kept(this.#parts, JSON.stringify([column, ...id]), () => {
      return { column, kind, title: say(title), lines: lines.map(say), tone };
    });
  }

  /** A part that is shared with nothing else. */
  #own(column: Column, drawn: Drawn): Part {
    return this.#part(column, ["own", this.#parts.size], drawn);
  }

  #ofApplication(application: Application): Route[] {
    const { name, title, place, address, stack, policies } = application;
    const credentials = credentialsOf(this.#map, application);
    for (const each of credentials) this.#held.add(each);
    const isComing = this.#map.coming.some((each) => each.application === name && each.place === place);
    const lines = this.#credentialLines(credentials, isComing);
    const who = this.#part("who", [stack, address], { kind: "application", title: name ?? title, ...lines });
    const routes = policies.items.map((each) => this.#byName(who, each, application));
    if (!policies.isWhole) return [...routes, this.#unknown(who, `more policies, ${LATER}`)];
    return routes.length > 0 ? routes : [this.#unknown(who, "no policy", "nothing")];
  }

  #byName(who: Part, name: string, application: Application): Route {
    const policy = resolve(this.#map.policies, "policy", name, application);
    return "found" in policy
      ? { who, ...this.#reach(policy.found) }
      : this.#unknown(who, name, undefined, policy.lacking);
  }

  #unknown(who: Part, title: string, reached = "what it allows is unknown", why?: string): Route {
    const policy = this.#own("policy", { kind: "policy", title, lines: why ? [why] : [], tone: "doubt" });
    const resource = this.#own("resource", { kind: "reaches", title: reached, tone: "doubt" });
    return { networks: [], who, policy, resources: [resource] };
  }

  /** The routes of credentials whose application is recorded elsewhere. */
  #ofOthers(): Route[] {
    const groups = new Map<string, Credential[]>();
    for (const each of this.#map.credentials.filter((credential) => !this.#held.has(credential))) {
      const key = JSON.stringify([each.application, each.place, each.stack]);
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    return [...groups].map(([key, all]) => {
      const title = all[0]?.application ?? "an application that isn't known";
      const lines = [ELSEWHERE, ...(this.#credentialLines(all, false).lines ?? [])];
      const who = this.#part("who", ["elsewhere", key], { kind: "application", title, lines, tone: "doubt" });
      return this.#unknown(who, "its policies are unknown");
    });
  }

  #ofNobody(policy: Policy): Route {
    const who = this.#own("who", { kind: "application", title: "nobody on record", tone: "doubt" });
    return { who, ...this.#reach(policy) };
  }

  #ofService(service: ServiceGrant): Route {
    const { to = "a service", title, kind, instance, roles } = service;
    const { grants } = grantsOfService(service);
    const who = this.#part("who", ["service", to], { kind: "service", title: to });
    const lines = [...roles.items, ...(roles.isWhole ? [] : [`more roles, ${LATER}`]), ...at(instance)];
    const words = kind.replaceAll(/\B[A-Z]/g, " $&").toLowerCase();
    const policy = this.#own("policy", { kind: words, title, lines, tone: roles.isWhole ? "plain" : "doubt" });
    return { networks: [], who, policy, resources: this.#resources(grants, [service.stack, service.address]) };
  }

  #reach(policy: Policy): Pick<Route, "networks" | "policy" | "resources"> {
    return kept(this.#reaches, policy, () => {
      const { name, title, stack, address, permissions, instance } = policy;
      const { grants, open } = grantsOfPolicy(this.#map, policy);
      const part = this.#part("policy", [stack, address], {
        kind: "policy",
        title: name ?? title,
        lines: [...permissions.items, ...at(instance), ...open],
        tone: open.length > 0 ? "doubt" : "plain",
      });
      const resources = this.#resources(grants, [stack, address]);
      return { networks: this.#networks(policy), policy: part, resources };
    });
  }

  #networks({ networks, ...policy }: Policy): Part[] {
    if (networks.isWhole && networks.items.length === 0)
      return [this.#part("network", [ANY], { kind: "network", title: ANY, lines: ["no rule"], tone: "open" })];
    const parts = networks.items.map((name) => {
      const rule = resolve(this.#map.networks, "network rule", name, policy);
      if ("found" in rule) return this.#network(rule.found);
      const lines = [rule.lacking];
      return this.#part("network", ["elsewhere", name], { kind: "network rule", title: name, lines, tone: "doubt" });
    });
    if (networks.isWhole) return parts;
    const more = { kind: "network rule", title: `more rules, ${LATER}`, tone: "doubt" } as const;
    return [...parts, this.#part("network", [LATER], more)];
  }

  #network({ stack, address, name, title, ranges }: AccessMap["networks"][number]): Part {
    const lines = [...ranges.items, ...(ranges.isWhole ? [] : [`more addresses, ${LATER}`])];
    const tone = ranges.isWhole ? "plain" : "doubt";
    return this.#part("network", [stack, address], { kind: "network rule", title: name ?? title, lines, tone });
  }

  #resources(grants: readonly Grant[] | readonly Omit<Grant, "to" | "until">[], of: readonly string[]): Part[] {
    const known = grants.flatMap(({ place, instance, resources }) =>
      resources.map((pattern) => this.#resource(pattern, place, instance)),
    );
    const unknown = grants.flatMap((grant) => grant.unknown);
    const parts = [...known, ...unknown.map((kind) => this.#laterOne(kind, of))];
    if (parts.length > 0) return [...new Set(parts)];
    const operations = grants.filter(({ needsNone }) => needsNone).flatMap((grant) => grant.operations);
    const title = operations.length > 0 ? operations.join(", ") : "nothing";
    return [this.#part("resource", ["none", ...of], { kind: "reaches", title })];
  }

  #laterOne(kind: string, of: readonly string[]): Part {
    return this.#part("resource", ["later", kind, ...of], { kind, title: unknownOf(kind), tone: "doubt" });
  }

  #resource(pattern: string, place: string | undefined, instance: string | undefined): Part {
    const covered = this.#map.objects.filter(
      (each) =>
        each.resource !== undefined &&
        matches(pattern, each.resource) &&
        (each.instance === undefined || instance === undefined || each.instance === instance),
    );
    for (const each of covered) this.#reached.add(each);
    const [kind = ""] = pattern.split("/", 1);
    const title = pattern.slice(kind.length + 1);
    const isAll = title === "*";
    const drawn = { kind, title: isAll ? `all: ${pattern}` : title, lines: covered.map((each) => each.title) };
    return this.#part("resource", [place, instance, pattern], { ...drawn, tone: isAll ? "open" : "plain" });
  }

  #object({ stack, address, resource, title, instance }: ProtectedObject): Part {
    const kind = resource?.split("/", 1)[0] ?? "";
    return this.#part("resource", ["object", stack, address], {
      kind,
      title,
      lines: [resource ?? LATER, ...at(instance)],
    });
  }

  #credentialLines(credentials: readonly Credential[], isComing: boolean): Pick<Drawn, "lines" | "tone"> {
    const lines = [
      ...credentials.flatMap((each) => this.#credentialLine(each)),
      ...(isComing ? ["a credential is yet to be made"] : []),
    ];
    if (lines.length === 0) return { lines: ["no credential on record"], tone: "doubt" };
    const works = isComing || credentials.some(({ notAfter }) => parseTime(notAfter) >= this.#now);
    return { lines, tone: works ? "plain" : "doubt" };
  }

  /** An id is as long as a line. */
  #credentialLine({ id, notAfter, moments }: Credential): string[] {
    const ends = parseTime(notAfter) < this.#now ? "ended" : "until";
    const rotation = momentOf(moments, "rotate");
    const next = rotation ? `, next rotation ${day(rotation.at)}` : "";
    return [id, `${ends} ${day(notAfter)}${next}`];
  }
}

function at(instance: string | undefined): readonly string[] {
  return [`at ${instance ?? "an instance that isn't known yet"}`];
}

export function day(time: string): string {
  return time.slice(0, 10);
}
