/** A name and a value, decoded. */
export type Pair = readonly [name: string, value: string];

/** Reads `a=1&b=2` as a form, because the vendor's clients send a space as `+` in the query too, although they sign `%20`. */
export function parseForm(text: string): Pair[] {
  return [...new URLSearchParams(text)];
}

/** Percent-encoding of RFC 3986: only letters, digits and `-_.~` stay unencoded. Both signature schemes are built on it. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `name=value` pairs sorted by name and joined by `&`: the form in which both schemes sign parameters. */
export function canonicalPairs(pairs: Iterable<Pair>): string {
  return [...pairs]
    .sort(([a], [b]) => compareCodeUnits(a, b))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join("&");
}

/** The order of plain string comparison; `localeCompare` would mix upper and lower case. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
