import { ConfigurationError } from "../core/errors";

const EXAMPLE = "$" + "{name}-$" + "{stack}";

/** The configuration key of the pattern for names that the program doesn't give. */
export const NAMING = "naming";

/**
 * The name of an object at its service if the program gives none: the logical name, or the result of the pattern in
 * `keysmith:naming`, with which stacks can share an account.
 * @param place project, stack, the components that the resource is in, outermost first, and last the logical name
 * @throws ConfigurationError if the pattern holds an unknown word, or gives all objects the same name
 */
export function physicalName(pattern: unknown, place: readonly string[]): string {
  const [project = "", stack = ""] = place;
  const words = { name: place.at(-1) ?? "", stack, project };
  if (typeof pattern !== "string" || pattern === "") return words.name;
  const used = [...pattern.matchAll(/\$\{([^}]*)\}/g)].map(([, word = ""]) => word);
  const stranger = used.find((word) => !Object.hasOwn(words, word));
  if (stranger !== undefined) throw badPattern(pattern, `contains the unknown word ${JSON.stringify(stranger)}`);
  if (!used.includes("name")) throw badPattern(pattern, "gives every object the same name");
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_whole, word: keyof typeof words) => words[word]);
}

function badPattern(pattern: string, problem: string): ConfigurationError {
  return new ConfigurationError(
    `the configuration keysmith:naming is ${JSON.stringify(pattern)}, which ${problem}`,
    `Write a pattern of name, stack and project with name in it, such as ${EXAMPLE}.`,
  );
}
