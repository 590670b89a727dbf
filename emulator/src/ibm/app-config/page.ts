import { badRequest } from "./errors";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** One page of a list, with its position and links to its neighbours. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The page that `limit` and `offset` ask for. @param url of the list @throws IbmRefusal bad_request */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, url: string): Page<T> {
  const limit = numberIn(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
  const offset = numberIn(query, "offset", 0, 0, Number.MAX_SAFE_INTEGER);
  const link = (at: number): { href: string } => ({ href: `${url}?limit=${limit}&offset=${at}` });
  const last = Math.max(0, Math.floor((all.length - 1) / limit) * limit);
  const fields = {
    limit,
    offset,
    total_count: all.length,
    first: link(0),
    ...(offset > 0 && { previous: link(Math.max(0, offset - limit)) }),
    ...(offset + limit < all.length && { next: link(offset + limit) }),
    last: link(last),
  };
  return { items: all.slice(offset, offset + limit), fields };
}

function numberIn(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  const value = text === null ? fallback : Number(text);
  if (text === "" || !Number.isInteger(value) || value < min || value > max) {
    throw badRequest(`${name} must be a whole number from ${min} to ${max}`);
  }
  return value;
}
