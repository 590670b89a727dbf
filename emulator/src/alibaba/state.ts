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
const stateSchema = z.object({ regions: z.record(z.string(), regionSchema) });

function emptyRegion(): RegionState {
  return Object.fromEntries(names.map((name) => [name, new Map()])) as unknown as RegionState;
}

/** The client keys of an access point, oldest first. */
export function clientKeysOf({ clientKeys }: RegionState, accessPoint: string): ClientKey[] {
  return [...clientKeys.values()].filter((key) => key.accessPoint === accessPoint);
}

/** All that outlives a restart. */
export class AlibabaState {
  readonly #regions = new Map<string, RegionState>();

  /** The state of a region; every region exists. */
  region(id: string): RegionState {
    const known = this.#regions.get(id);
    if (known !== undefined) return known;
    const created = emptyRegion();
    this.#regions.set(id, created);
    return created;
  }

  snapshot(): z.infer<typeof stateSchema> {
    const snapshots = [...this.#regions].map(([id, region]) => [
      id,
      Object.fromEntries(names.map((name) => [name, [...region[name].values()]])),
    ]);
    return { regions: Object.fromEntries(snapshots) };
  }

  restore(data: unknown): void {
    const { regions } = stateSchema.parse(data);
    this.#regions.clear();
    for (const [id, items] of Object.entries(regions)) {
      for (const name of names) fill(this.region(id)[name], collections[name], items[name] ?? []);
    }
  }
}

function fill(
  held: Map<string, unknown>,
  { idOf }: { readonly idOf: (item: never) => string },
  items: unknown[],
): void {
  for (const item of items) held.set(idOf(item as never), item);
}
