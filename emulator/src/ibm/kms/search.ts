import { searchTooBroad } from "./errors";
import type { KeyRecord } from "./key";
import type { KeyInstance } from "./key-instance";

type Scope = "name" | "alias";

/** A `search` parameter: options and scopes, each followed by a colon, then the text. */
export interface Search {
  readonly query: string;
  /** Both when none is named. */
  readonly scopes: readonly Scope[];
  readonly not: boolean;
  readonly exact: boolean;
}

/** The largest number of keys that a search looks through. */
const searchable = 5000;

export function parseSearch(text: string): Search {
  const words = new Set<string>();
  let rest = text;
  for (let match = prefix.exec(rest); match?.[1]; match = prefix.exec(rest)) {
    rest = rest.slice(match[0].length);
    if (match[1] === "escape") break;
    words.add(match[1]);
  }
  const named = (["name", "alias"] as const).filter((scope) => words.has(scope));
  const scopes = named.length > 0 ? named : (["name", "alias"] as const);
  return { query: rest, scopes, not: words.has("not"), exact: words.has("exact") };
}

const prefix = /^(not|escape|exact|alias|name):/;

export interface Found {
  readonly keys: readonly KeyRecord[];
  /** Set when there were too many keys to search, and the text was looked up as an id or alias instead. */
  readonly incompleteSearch?: true;
}

/**
 * The keys that a search finds. A key whose id or alias equals the text comes first.
 * @throws KeyError KEY_SEARCH_TOO_BROAD
 */
export function find(instance: KeyInstance, keys: readonly KeyRecord[], search: Search, now: Date): Found {
  const named = search.not ? undefined : keys.find((key) => isNamed(instance, key, search, now));
  if (keys.length > searchable) {
    if (!named) throw searchTooBroad();
    return { keys: [named], incompleteSearch: true };
  }
  const matching = keys.filter((key) => matches(instance, key, search, now));
  return { keys: named ? [named, ...matching.filter((key) => key !== named)] : matching };
}

function isNamed(instance: KeyInstance, key: KeyRecord, { query, scopes }: Search, now: Date): boolean {
  return key.id === query || (scopes.includes("alias") && instance.aliasesOf(key, now).includes(query));
}

function matches(instance: KeyInstance, key: KeyRecord, { query, scopes, not, exact }: Search, now: Date): boolean {
  const texts = [
    ...(scopes.includes("name") ? [key.name] : []),
    ...(scopes.includes("alias") ? instance.aliasesOf(key, now) : []),
  ];
  const fits = (text: string): boolean => (exact ? text === query : text.toLowerCase().includes(query.toLowerCase()));
  return texts.some(fits) !== not;
}
