import { RejectedError } from "../../../core/errors";
import type { Key } from "./wire";

/** Which keys of an instance. `states` by number; without them the service leaves out what is destroyed. */
export interface KeyQuery {
  readonly states?: readonly number[] | undefined;
  readonly extractable?: boolean | undefined;
  /** In the service's own search language: `exact:name:payments`. */
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  readonly filter?: string | undefined;
  readonly keyRing?: string | undefined;
}

export const PAGE = 5000;

export function encodeQuery(query: KeyQuery): Record<string, string | undefined> {
  const { states, extractable, search, sort, filter } = query;
  if (filter !== undefined && (states?.length || extractable !== undefined)) {
    throw new RejectedError(
      "A list of keys was asked for by filter and by states or extractable, which the service doesn't take together",
      'Write both in the filter: state="1" extractable=false.',
    );
  }
  return {
    state: states?.length ? states.join(",") : undefined,
    extractable: extractable === undefined ? undefined : String(extractable),
    search,
    sort,
    filter,
  };
}

export function fits({ states, extractable }: KeyQuery): (key: Key) => boolean {
  return (key) =>
    (!states?.length || states.includes(key.state)) && (extractable === undefined || key.extractable === extractable);
}

/**
 * Asks for page after page until one is short, or brings nothing new: a service that knows no offset answers with the
 * same page for ever.
 * @param idOf tells one item from the others
 * @param ask for the page that begins after so many
 */
export async function allPages<T>(
  idOf: (item: T) => string,
  ask: (offset: number) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = [];
  const seen = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const page = await ask(offset);
    const fresh = page.filter((item) => !seen.has(idOf(item)));
    for (const item of fresh) seen.add(idOf(item));
    all.push(...fresh);
    if (page.length < PAGE || fresh.length === 0) return all;
  }
}
