import { z } from "zod";

/** A network rule: source addresses, as given. */
export type NetworkRule = z.infer<typeof networkRuleSchema>;
/** A permission policy. `accessControlRules` is compact JSON text. */
export type Policy = z.infer<typeof policySchema>;
/** An application access point. */
export type AccessPoint = z.infer<typeof accessPointSchema>;
/** The public side of a client key; the service keeps neither private key nor password. */
export type ClientKey = z.infer<typeof clientKeySchema>;

const networkRuleSchema = z.object({
  name: z.string(),
  type: z.string(),
  description: z.string(),
  sourcePrivateIps: z.array(z.string()),
});

const policySchema = z.object({
  name: z.string(),
  description: z.string(),
  kmsInstance: z.string(),
  permissions: z.array(z.string()),
  resources: z.array(z.string()),
  accessControlRules: z.string(),
});

const accessPointSchema = z.object({
  name: z.string(),
  description: z.string(),
  authenticationMethod: z.string(),
  policies: z.array(z.string()),
});

const clientKeySchema = z.object({
  id: z.string(),
  accessPoint: z.string(),
  createTime: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  /** X.509, PEM. */
  certificate: z.string(),
});

const regionSchema = z.object({
  networkRules: z.array(networkRuleSchema),
  policies: z.array(policySchema),
  accessPoints: z.array(accessPointSchema),
  clientKeys: z.array(clientKeySchema),
});

const stateSchema = z.object({ regions: z.record(z.string(), regionSchema) });

/** What exists in one region, by name or id. Maps, because names are anybody's: `__proto__` is one too. */
export class RegionState {
  readonly networkRules = new Map<string, NetworkRule>();
  readonly policies = new Map<string, Policy>();
  readonly accessPoints = new Map<string, AccessPoint>();
  readonly clientKeys = new Map<string, ClientKey>();

  /** The client keys of an access point, oldest first. */
  clientKeysOf(accessPoint: string): ClientKey[] {
    return [...this.clientKeys.values()].filter((key) => key.accessPoint === accessPoint);
  }

  snapshot(): z.infer<typeof regionSchema> {
    return {
      networkRules: [...this.networkRules.values()],
      policies: [...this.policies.values()],
      accessPoints: [...this.accessPoints.values()],
      clientKeys: [...this.clientKeys.values()],
    };
  }

  restore(data: z.infer<typeof regionSchema>): void {
    for (const rule of data.networkRules) this.networkRules.set(rule.name, rule);
    for (const policy of data.policies) this.policies.set(policy.name, policy);
    for (const accessPoint of data.accessPoints) this.accessPoints.set(accessPoint.name, accessPoint);
    for (const key of data.clientKeys) this.clientKeys.set(key.id, key);
  }
}

/** All that outlives a restart. */
export class AlibabaState {
  readonly #regions = new Map<string, RegionState>();

  /** The state of a region; every region exists. */
  region(id: string): RegionState {
    const known = this.#regions.get(id);
    if (known !== undefined) return known;
    const created = new RegionState();
    this.#regions.set(id, created);
    return created;
  }

  snapshot(): z.infer<typeof stateSchema> {
    return { regions: Object.fromEntries([...this.#regions].map(([id, region]) => [id, region.snapshot()])) };
  }

  restore(data: unknown): void {
    const { regions } = stateSchema.parse(data);
    this.#regions.clear();
    for (const [id, region] of Object.entries(regions)) this.region(id).restore(region);
  }
}
