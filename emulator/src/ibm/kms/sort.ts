import { invalidQuery } from "./errors";
import { dateOf } from "./filter";
import { type KeyRecord, stateOf } from "./key";

type Value = string | number | undefined;

/** The value by which each sortable property is compared. */
const values: Readonly<Record<string, (key: KeyRecord, now: Date) => Value>> = {
  id: ({ id }) => id,
  state: stateOf,
  extractable: ({ extractable }) => Number(extractable),
  imported: ({ imported }) => Number(imported),
  creationDate: (key) => dateOf(key, "creationDate"),
  lastUpdateDate: (key) => dateOf(key, "lastUpdateDate"),
  lastRotateDate: (key) => dateOf(key, "lastRotateDate"),
  deletionDate: (key) => dateOf(key, "deletionDate"),
  expirationDate: (key) => dateOf(key, "expirationDate"),
};

/**
 * The keys in the order of a `sort` parameter: properties separated by commas, `-` in front for descending. Ids break ties. Keys
 * without the property come first. @throws KeyError INVALID_QUERY_PARAM_ERR
 */
export function sorted(keys: readonly KeyRecord[], sort: string, now: Date): KeyRecord[] {
  const orders = sort.split(",").map((term) => orderOf(term, now));
  return [...keys].sort((a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return compare(a.id, b.id);
  });
}

function orderOf(term: string, now: Date): (a: KeyRecord, b: KeyRecord) => number {
  const descending = term.startsWith("-");
  const name = descending ? term.slice(1) : term;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (!value) throw invalidQuery("sort", `of ${Object.keys(values).join(", ")}`);
  const sign = descending ? -1 : 1;
  return (a, b) => sign * compare(value(a, now), value(b, now));
}

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === undefined || (b !== undefined && a < b)) return -1;
  return 1;
}
