import { closest } from "fastest-levenshtein";
import type * as z from "zod";
import type { Problem } from "./errors";
import type { Field, FieldType } from "./fields";
import { joined, type Message, message, ref } from "./message";
import { Secret } from "./secret";
import { isPlainObject } from "./unknown";

type Issue = z.core.$ZodIssue;

const SHOWN_CHARACTERS = 80;

/** A URL that contains a user, `https://user:password@host`, or the rest of one whose scheme was left out. */
const MAY_HOLD_PASSWORD = /:\/\/.*@|\w:\S*@/s;

export function problemOf({ path, meta }: Field, reason: Message, at: string = path): Problem {
  return { field: at, reason, secret: meta.secret === true };
}

/** The problems of one field in words: what was given, and what is allowed. A secret's value is never repeated. */
export function explainIssues(field: Field, value: unknown, issues: readonly Issue[]): Problem[] {
  return issues.map((issue) => {
    const at = issue.path.reduce<string>(
      (path, step) => (typeof step === "number" ? `${path}[${step}]` : `${path}.${String(step)}`),
      field.path,
    );
    const given = issue.path.reduce<unknown>((part, step) => (part as Record<PropertyKey, unknown>)[step], value);
    return problemOf(field, explainIssue(field, given, issue), at);
  });
}

/** A lone surrogate is no character: it would be sent as U+FFFD, and read back as another text. */
const HALF = /\p{Surrogate}/u;
export const HALF_CHARACTER = "holds half of a character, a lone surrogate: write the whole character, or leave it out";

/** The texts with half a character, at any depth of `value`, and their paths. */
export function brokenTexts(value: unknown, path: string): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === "string") return HALF.test(value) ? [{ path, text: value }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => brokenTexts(item, `${path}[${index}]`));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => brokenTexts(item, `${path}.${name}`));
}

export function halfCharacters(field: Field, value: unknown): Problem[] {
  return brokenTexts(value, field.path).map(({ path, text }) =>
    problemOf(field, `${shown(field, text)} ${HALF_CHARACTER}`, path),
  );
}

/** `must be a list of strings, not 5`. */
export function wrongType(field: Field, value: unknown): Message {
  return message`must be ${describeType(field.type)}, not ${shown(field, value)}`;
}

function explainIssue(field: Field, given: unknown, issue: Issue): Message {
  switch (issue.code) {
    case "custom":
      return `${shown(field, given)} ${issue.message}`;
    case "invalid_type":
      if (issue.path.length > 0 && given === undefined) return "is missing";
      return issue.path.length > 0 ? `must be ${issue.expected}, not ${shown(field, given)}` : wrongType(field, given);
    case "invalid_value":
      // zod's own text says less than we can; a text from the definition says more.
      return issue.message.startsWith("Invalid ")
        ? notAllowed(field, given, issue.values.map(String))
        : `${shown(field, given)} ${issue.message}`;
    case "invalid_format":
      // A pattern's own text says what to write; another format's text says what is wrong.
      return issue.format === "regex" || issue.message.startsWith("Invalid ")
        ? refused(field, given, issue)
        : `${shown(field, given)} ${issue.message}`;
    case "too_small":
      return wrongSize(field, given, "at least", issue.minimum);
    case "too_big":
      return wrongSize(field, given, "at most", issue.maximum);
    default:
      return refused(field, given, issue);
  }
}

function refused(field: Field, given: unknown, issue: Issue): string {
  return `${shown(field, given)} is not allowed: ${issue.message}`;
}

function notAllowed(field: Field, given: unknown, allowed: readonly string[]): string {
  const guess = typeof given === "string" && allowed.length > 1 ? `; did you mean ${closest(given, allowed)}?` : "";
  return `${shown(field, given)} is not allowed: it must be ${allowed.length > 1 ? "one of " : ""}${allowed.join(", ")}${guess}`;
}

/** A list may be long, so it is not shown. */
function wrongSize(field: Field, given: unknown, bound: "at least" | "at most", limit: number | bigint): string {
  const allowed = `${bound} ${limit} ${Number(limit) === 1 ? "is" : "are"} ${bound === "at least" ? "needed" : "allowed"}`;
  if (Array.isArray(given)) return `has ${counted(given.length, "item")}: ${allowed}`;
  if (typeof given === "string") return `${shown(field, given)} has ${counted(given.length, "character")}: ${allowed}`;
  return `${shown(field, given)} is not allowed: it must be ${bound} ${limit}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function shown(field: Field, value: unknown): string {
  if (field.meta.secret || value instanceof Secret) return "the given value";
  const text = JSON.stringify(value) ?? String(value);
  if (MAY_HOLD_PASSWORD.test(text)) return "the given value";
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function describeType(type: FieldType): Message {
  switch (type.kind) {
    case "list":
      return `a list of ${type.item.kind === "choice" ? "strings" : `${type.item.kind}s`}`;
    case "object":
      return message`an object with ${joined(
        type.fields.map(({ name }) => ref(name)),
        ", ",
      )}`;
    case "choice":
      return `one of ${type.values.join(", ")}`;
    default:
      return `a ${type.kind}`;
  }
}
