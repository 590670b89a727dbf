import { Addresses } from "./addresses";
import { credentialsOf } from "./decide";
import { type AccessMap, type Application, type Policy, resolve, type ServiceGrant } from "./map";
import { within } from "./pattern";

/** The addresses from which something may be used. */
export interface From {
  /** The known addresses. */
  readonly addresses: Addresses;
  /** The network rules that admit them; none where every address is admitted. */
  readonly rules: readonly string[];
  /** Why these may not be all addresses; empty where they are. */
  readonly lacking: readonly string[];
}

/** Access by one permission of one policy: to which keys and secrets, where, and from where. */
export interface Grant {
  /** The application, or the service. */
  readonly to: string;
  /** Undefined where the grant has no place, or where `isPlaced` says that the place isn't known. */
  readonly place: string | undefined;
  readonly isPlaced: boolean;
  /** The policy, or the resource, that grants it. */
  readonly by: string;
  /** Undefined until it is known. */
  readonly instance: string | undefined;
  readonly permission: string;
  /** The operations that the permission allows; empty where only the service knows. */
  readonly operations: readonly string[];
  /** Whether some of the operations need neither key nor secret. */
  readonly needsNone: boolean;
  /** Patterns of keys and secrets; `unknown` holds the kinds of those that aren't known yet. */
  readonly resources: readonly string[];
  readonly unknown: readonly string[];
  readonly from: From;
  /** The end of its last working credential, by the record. */
  readonly until: string | undefined;
}

/** The access that states grant, and what isn't known about it. */
export interface Grants {
  /** To applications and services. */
  readonly grants: readonly Grant[];
  /** For every policy, its grants to anyone bound to it, which may be an application of another stack. */
  readonly policies: readonly Grant[];
  /** The same, for policies to which no application on record is bound. */
  readonly unbound: readonly Grant[];
  /** Questions that the given states can't answer, such as the access by a policy that is recorded elsewhere. */
  readonly open: readonly string[];
}

export function grantsOf(map: AccessMap): Grants {
  const grants: Grant[] = [];
  const open: string[] = [];
  const bound = new Set<Policy>();
  for (const application of map.applications) {
    const to = application.name ?? application.title;
    const until = untilOf(map, application);
    for (const name of application.policies.items) {
      const policy = resolve(map.policies, "policy", name, application);
      if ("lacking" in policy) {
        open.push(`${to}: ${policy.lacking}, so what it allows is unknown`);
        continue;
      }
      bound.add(policy.found);
      const given = grantsOfPolicy(map, policy.found);
      grants.push(...given.grants.map((each) => ({ ...each, to, until })));
      open.push(...given.open.map((each) => `${to}: ${each}`));
    }
    if (!application.policies.isWhole) open.push(`${to}: not all of its policies are known yet`);
  }
  const policies: Grant[] = [];
  const unbound: Grant[] = [];
  for (const policy of map.policies) {
    const to = `whoever is bound to policy ${policy.name ?? policy.title}`;
    const given = grantsOfPolicy(map, policy);
    const own = given.grants.map((each) => ({ ...each, to, until: undefined }));
    policies.push(...own);
    if (bound.has(policy)) continue;
    unbound.push(...own);
    open.push(...given.open.map((each) => `${to}: ${each}`));
  }
  const services = map.services.map(grantsOfService);
  grants.push(...services.flatMap((each) => each.grants));
  open.push(...services.flatMap((each) => each.open));
  return { grants, policies, unbound, open: [...new Set(open)] };
}

function untilOf(map: AccessMap, application: Application): string | undefined {
  return credentialsOf(map, application)
    .map(({ notAfter }) => notAfter)
    .sort()
    .at(-1);
}

interface Given<G = Omit<Grant, "to" | "until">> {
  readonly grants: readonly G[];
  readonly open: readonly string[];
}

/** The access that a policy gives to anyone bound to it. */
export function grantsOfPolicy(map: AccessMap, policy: Policy): Given {
  const { place, instance, operations, permissions, resources, moreOf } = policy;
  const by = policy.name ?? policy.title;
  const from = fromOf(map, policy);
  const grants = permissions.items.flatMap((permission) => {
    const allowed = operations.filter(
      (each) => each.permission === permission && (instance === undefined || each.isAt(instance)),
    );
    const kinds = [...new Set(allowed.flatMap(({ on }) => on ?? []))];
    const patterns = kinds.flatMap((kind) => resources.flatMap((pattern) => within(kind, pattern) ?? []));
    const unknown = kinds.filter((kind) => moreOf.includes(kind));
    const needsNone = allowed.some(({ on }) => on === undefined);
    if (allowed.length === 0 || (patterns.length === 0 && unknown.length === 0 && !needsNone)) return [];
    return [
      {
        place,
        isPlaced: place !== undefined,
        by,
        instance,
        permission,
        operations: allowed.map(({ name }) => name),
        needsNone,
        resources: [...new Set(patterns)],
        unknown,
        from,
      },
    ];
  });
  return { grants, open: permissions.isWhole ? [] : [`not all permissions of policy ${by} are known yet`] };
}

function fromOf(map: AccessMap, { networks, ...policy }: Policy): From {
  if (networks.isWhole && networks.items.length === 0) return { addresses: Addresses.all, rules: [], lacking: [] };
  const lacking = networks.isWhole ? [] : ["not all of its network rules are known yet"];
  let addresses = Addresses.none;
  for (const name of networks.items) {
    const rule = resolve(map.networks, "network rule", name, policy);
    const ranges = "found" in rule ? Addresses.of(rule.found.ranges.items) : undefined;
    if (ranges) addresses = addresses.and(ranges);
    if ("lacking" in rule) lacking.push(rule.lacking);
    else if (!ranges || !rule.found.ranges.isWhole)
      lacking.push(`not all addresses of network rule ${JSON.stringify(name)} are known yet`);
  }
  return { addresses, rules: networks.items, lacking };
}

export function grantsOfService({ to = "a service", title, instance, roles, resources }: ServiceGrant): Given<Grant> {
  const from: From = { addresses: Addresses.all, rules: [], lacking: [] };
  const unknown = resources.isWhole ? [] : ["key"];
  const grants = roles.items.map((permission) => ({
    to,
    place: undefined,
    isPlaced: true,
    by: title,
    instance,
    permission,
    operations: [],
    needsNone: false,
    resources: resources.items,
    unknown,
    from,
    until: undefined,
  }));
  return { grants, open: roles.isWhole ? [] : [`not all roles of ${title} are known yet`] };
}
