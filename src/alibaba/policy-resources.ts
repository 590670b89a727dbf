import { z } from "zod";

/** How a policy names what it covers: `key/<id>` and `secret/<name>`, each with a `*` at its end or without. */
export interface Covered {
  readonly keys: readonly string[];
  readonly secrets: readonly string[];
  readonly resources: readonly string[];
}

/** Key ids, or the beginning of ids and `*`. */
export const keyPattern: z.ZodString = patternText((text) => {
  if (text.startsWith("key/"))
    return `is a raw form: write ${JSON.stringify(text.slice(4))} here, or give it in resources`;
  return text.includes("/") ? "is no key id: ids have no /" : undefined;
});

/** Secret names, which may hold slashes, or the beginning of names and `*`. */
export const secretPattern: z.ZodString = patternText((text) =>
  text.startsWith("secret/")
    ? `is a raw form: write ${JSON.stringify(text.slice(7))} here, or give it in resources`
    : undefined,
);

/** The service's own form. */
export const resourcePattern: z.ZodString = patternText((text) =>
  /^(key|secret)\/./.test(text)
    ? undefined
    : "must begin with key/ or secret/, such as key/key-hzz1 or secret/orders/*",
);

/** All of it in the service's own form. */
export function toResources({ keys, secrets, resources }: Covered): string[] {
  return [...keys.map((key) => `key/${key}`), ...secrets.map((secret) => `secret/${secret}`), ...resources];
}

/** Splits the service's list again. What the user wrote in raw form stays so; the rest goes to keys and secrets. */
export function fromResources(
  listed: readonly string[],
  prior: Covered,
): { keys: string[]; secrets: string[]; resources: string[] } {
  const raw = new Set(prior.resources);
  const rest = listed.filter((resource) => !raw.has(resource));
  const under = (prefix: string): string[] =>
    rest.filter((resource) => resource.startsWith(prefix)).map((resource) => resource.slice(prefix.length));
  return {
    keys: under("key/"),
    secrets: under("secret/"),
    resources: listed.filter((resource) => raw.has(resource) || !/^(key|secret)\//.test(resource)),
  };
}

function patternText(explain: (text: string) => string | undefined): z.ZodString {
  return z.string().check((context) => {
    const problem = patternProblem(context.value) ?? explain(context.value);
    if (problem) context.issues.push({ code: "custom", message: problem, input: context.value });
  });
}

function patternProblem(text: string): string | undefined {
  if (!text || /\s/.test(text)) return "must not be empty or hold blanks";
  const star = text.indexOf("*");
  return star >= 0 && star < text.length - 1
    ? "has a * that is not at its end: only orders/* and * are possible"
    : undefined;
}
