/** A text as RFC 3986 writes it: everything escaped but letters, digits and `-_.~`, as the vendor signs it. */
export function percentEncode(text: string): string {
  // Half a surrogate pair has no encoding; a Buffer puts U+FFFD in its place, as every other sender does.
  const wellFormed = Buffer.from(text).toString();
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `Name=orders&Type=Private`, sorted by key as a signature wants a query, and good as a form body too. */
export function formEncode(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}
