import { z } from "zod";

/** The policy service's operators; subjects can use only the first two. */
const OPERATORS = ["stringEquals", "stringExists", "stringMatch", "stringEqualsAnyOf", "stringMatchAnyOf"] as const;

const text = z.string().min(1).max(1000);

const plainSchema = z.object({
  key: z.string().min(1),
  operator: z.enum(OPERATORS),
  value: z.union([text, z.boolean(), z.array(text).min(1)]),
});

/** One attribute of a subject or a resource, in the terms of version 2 of the API. */
export type Attribute = z.infer<typeof plainSchema>;

export const attributeSchema = plainSchema.refine(fits, { error: "has a value that its operator can't take" });

/** The known facts of a subject or a resource, compared with attributes. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** Whether a subject or resource has every one of the attributes. */
export function allHold(attributes: readonly Attribute[], facts: Facts): boolean {
  return attributes.every((attribute) => holds(attribute, facts[attribute.key]));
}

/** Whether two lists have the same attributes in any order. */
export function sameAttributes(one: readonly Attribute[], other: readonly Attribute[]): boolean {
  const texts = (list: readonly Attribute[]): string[] =>
    list.map(({ key, operator, value }) => JSON.stringify([key, operator, value])).sort();
  return JSON.stringify(texts(one)) === JSON.stringify(texts(other));
}

/** The value of an attribute that names exactly one thing. */
export function attributeValue(attributes: readonly Attribute[], key: string): string | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return typeof value === "string" ? value : undefined;
}

function fits({ operator, value }: Attribute): boolean {
  if (operator === "stringExists") return typeof value === "boolean" || value === "true" || value === "false";
  return operator.endsWith("AnyOf") ? Array.isArray(value) : typeof value === "string";
}

function holds({ operator, value }: Attribute, fact: string | undefined): boolean {
  if (operator === "stringExists") return (fact !== undefined) === (String(value) === "true");
  if (fact === undefined) return false;
  const values = Array.isArray(value) ? value : [String(value)];
  return operator.startsWith("stringMatch")
    ? values.some((pattern) => matches(pattern, fact))
    : values.some((one) => one === fact);
}

/** `*` stands for any text, `?` for one character. */
function matches(pattern: string, fact: string): boolean {
  const source = pattern
    .replace(/\*+/g, "*")
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(fact);
}
