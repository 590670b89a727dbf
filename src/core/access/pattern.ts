import type { ObjectKind } from "./part";

/** `key/<id>` or `secret/<name>`, or the beginning of one and `*`, which counts only at the end. */
type Pattern = string;

export function matches(pattern: Pattern, resource: string): boolean {
  return pattern.endsWith("*") ? resource.startsWith(pattern.slice(0, -1)) : pattern === resource;
}

/** Whether a pattern matches all that another one matches. */
export function includes(wide: Pattern, narrow: Pattern): boolean {
  if (!wide.endsWith("*")) return wide === narrow;
  return narrow.replace(/\*$/, "").startsWith(wide.slice(0, -1));
}

/** A pattern as far as it matches keys, or secrets; nothing where it matches none. */
export function within(kind: ObjectKind, pattern: Pattern): Pattern | undefined {
  if (pattern.startsWith(`${kind}/`)) return pattern;
  return includes(pattern, `${kind}/*`) ? `${kind}/*` : undefined;
}
