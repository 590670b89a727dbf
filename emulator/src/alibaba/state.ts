import { z } from "zod";
import { type ClientKey, collections, type NetworkRule, type Policy } from "./collections";

export type { ClientKey, NetworkRule, Policy };

type Collections = typeof collections;
type Name = keyof Collections;
type Item<N extends Name> = z.output<Collections[N]["schema"]>;

/** The objects of one region, by name or id. Maps, because a name can be any text, even `__proto__`. */
export type RegionState = { readonly [N in Name]: Map<string, Item<N>> };

const names = Object.keys(collections) as Name[];

/** A state file of an earlier emulator lacks the kinds that were added later. */
const regionSchema = z.object(
  Object.fromEntries(names.map((name) => [name, z.array(collections[name].schema as z.ZodType).default([])])),
);
const regionsSchema = z.record(z.string(), regionSchema);
/** `accounts` holds the regions of the other accounts, by account. */
const stateSchema = z.object({ regions: regionsSchema, accounts: z.record(z.string(), regionsSchema).optional() });

const hiddenSchema = z.record(z.string(), z.string());

/** The account that owns everything unless an option says otherwise. */
export const defaultAccountId = "1000000000000001";

function emptyRegion(): RegionState {
  return Object.fromEntries(names.map((name) => [name, new Map()])) as unknown as RegionState;
}

/** The client keys of an access point, oldest first. */
export function clientKeysOf({ clientKeys }: RegionState, accessPoint: string): ClientKey[] {
  return [...clientKeys.values()].filter((key) => key.accessPoint === accessPoint);
}

/** A client key with its account and region. */
export interface OwnedClientKey {
  readonly accountId: string;
  readonly regionId: string;
  readonly clientKey: ClientKey;
}

/** Everything that outlives a restart. */
export class AlibabaState {
  /** By account, then by region. */
  readonly #accounts = new Map<string, Map<string, RegionState>>();
  /** Data that no snapshot shows, by ids in the snapshot. */
  readonly hidden = new Map<string, string>();

  /** The objects of an account in a region. Every account and every region exists. */
  region(accountId: string, id: string): RegionState {
    const regions = this.#accounts.get(accountId) ?? new Map<string, RegionState>();
    this.#accounts.set(accountId, regions);
    const known = regions.get(id);
    if (known !== undefined) return known;
    const created = emptyRegion();
    regions.set(id, created);
    return created;
  }

  /** A client key of any account, in the given region or, without one, in any. */
  clientKey(id: string, only?: string): OwnedClientKey | undefined {
    for (const [accountId, regions] of this.#accounts) {
      for (const [regionId, { clientKeys }] of regions) {
        const clientKey = only === undefined || only === regionId ? clientKeys.get(id) : undefined;
        if (clientKey !== undefined) return { accountId, regionId, clientKey };
      }
    }
    return undefined;
  }

  /** Changes the end of every client key. */
  endClientKeys(endOf: (key: ClientKey) => string): void {
    const regions = [...this.#accounts.values()].flatMap((own) => [...own.values()]);
    for (const { clientKeys } of regions)
      for (const key of clientKeys.values()) clientKeys.set(key.id, { ...key, notAfter: endOf(key) });
  }

  snapshot(): z.infer<typeof stateSchema> {
    const { [defaultAccountId]: regions = {}, ...accounts } = Object.fromEntries(
      [...this.#accounts].map(([accountId, own]) => [accountId, snapshotOf(own)]),
    );
    return { regions, ...(Object.keys(accounts).length > 0 && { accounts }) };
  }

  /** @param hidden the content of {@link hidden} when the state was written */
  restore(data: unknown, hidden: unknown): void {
    const { regions, accounts } = stateSchema.parse(data);
    const values = hiddenSchema.parse(hidden);
    this.#accounts.clear();
    this.hidden.clear();
    for (const [id, value] of Object.entries(values)) this.hidden.set(id, value);
    for (const [accountId, own] of Object.entries({ ...accounts, [defaultAccountId]: regions })) {
      for (const [id, items] of Object.entries(own)) {
        for (const name of names) fill(this.region(accountId, id)[name], collections[name], items[name] ?? []);
      }
    }
  }
}

function snapshotOf(regions: ReadonlyMap<string, RegionState>): z.infer<typeof regionsSchema> {
  const snapshots = [...regions].map(([id, region]) => [
    id,
    Object.fromEntries(names.map((name) => [name, [...region[name].values()]])),
  ]);
  return Object.fromEntries(snapshots);
}

function fill(
  held: Map<string, unknown>,
  { idOf }: { readonly idOf: (item: never) => string },
  items: unknown[],
): void {
  for (const item of items) held.set(idOf(item as never), item);
}
