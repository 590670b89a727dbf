import type { ObjectKind } from "./part";

/** `key/<id>` or `secret/<name>`, or the beginning of one followed by `*`, which counts only at the end. */
type Pattern = string;

export function matches(pattern: Pattern, resource: string): boolean {
  return pattern.endsWith("*") ? resource.startsWith(pattern.slice(0, -1)) : pattern === resource;
}

/** Whether `wide` matches everything that `narrow` matches. */
export function includes(wide: Pattern, narrow: Pattern): boolean {
  if (!wide.endsWith("*")) return wide === narrow;
  return narrow.replace(/\*$/, "").startsWith(wide.slice(0, -1));
}

/** The part of a pattern that matches keys, or secrets; undefined where it matches none. */
export function within(kind: ObjectKind, pattern: Pattern): Pattern | undefined {
  if (pattern.startsWith(`${kind}/`)) return pattern;
  return includes(pattern, `${kind}/*`) ? `${kind}/*` : undefined;
}
