import { z } from "zod";
import { type ClientKey, collections, type NetworkRule, type Policy } from "./collections";

export type { ClientKey, NetworkRule, Policy };

type Collections = typeof collections;
type Name = keyof Collections;
type Item<N extends Name> = z.output<Collections[N]["schema"]>;

/** What exists in one region, by name or id. Maps, because names are anybody's: `__proto__` is one too. */
export type RegionState = { readonly [N in Name]: Map<string, Item<N>> };

const names = Object.keys(collections) as Name[];

/** A state file of an earlier emulator lacks the kinds that have come since. */
const regionSchema = z.object(
  Object.fromEntries(names.map((name) => [name, z.array(collections[name].schema as z.ZodType).default([])])),
);
const regionsSchema = z.record(z.string(), regionSchema);
/** `accounts` has the other accounts' regions, by account. */
const stateSchema = z.object({ regions: regionsSchema, accounts: z.record(z.string(), regionsSchema).optional() });

const hiddenSchema = z.record(z.string(), z.string());

/** The account that has everything where nothing else is said. */
export const defaultAccountId = "1000000000000001";

function emptyRegion(): RegionState {
  return Object.fromEntries(names.map((name) => [name, new Map()])) as unknown as RegionState;
}

/** The client keys of an access point, oldest first. */
export function clientKeysOf({ clientKeys }: RegionState, accessPoint: string): ClientKey[] {
  return [...clientKeys.values()].filter((key) => key.accessPoint === accessPoint);
}

/** A client key, and where it is from. */
export interface OwnedClientKey {
  readonly accountId: string;
  readonly regionId: string;
  readonly clientKey: ClientKey;
}

/** All that outlives a restart. */
export class AlibabaState {
  /** By account, then by region. */
  readonly #accounts = new Map<string, Map<string, RegionState>>();
  /** What no snapshot shows, by ids that are in it. */
  readonly hidden = new Map<string, string>();

  /** What an account has in a region; every account and every region exists. */
  region(accountId: string, id: string): RegionState {
    const regions = this.#accounts.get(accountId) ?? new Map<string, RegionState>();
    this.#accounts.set(accountId, regions);
    const known = regions.get(id);
    if (known !== undefined) return known;
    const created = emptyRegion();
    regions.set(id, created);
    return created;
  }

  /** A client key of a region, or of any where none is given, whichever account has it. */
  clientKey(id: string, only?: string): OwnedClientKey | undefined {
    for (const [accountId, regions] of this.#accounts) {
      for (const [regionId, { clientKeys }] of regions) {
        const clientKey = only === undefined || only === regionId ? clientKeys.get(id) : undefined;
        if (clientKey !== undefined) return { accountId, regionId, clientKey };
      }
    }
    return undefined;
  }

  /** Lets client keys end at another time. */
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

  /** @param hidden what was in {@link hidden} */
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
