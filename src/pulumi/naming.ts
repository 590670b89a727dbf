import { ConfigurationError } from "../core/errors";

const EXAMPLE = "$" + "{name}-$" + "{stack}";

/** In the configuration of Keysmith: a pattern for names that the program doesn't give. */
export const NAMING = "naming";

/**
 * The name of an object at its service, where the program gives none: the logical name, or what the configuration
 * `keysmith:naming` makes of it, so that stacks can share an account.
 * @param place project and stack, and what is in them, outermost first; the logical name is the last of it
 * @throws ConfigurationError when the pattern holds a word that it can't, or gives all objects one name
 */
export function physicalName(pattern: unknown, place: readonly string[]): string {
  const [project = "", stack = ""] = place;
  const words = { name: place.at(-1) ?? "", stack, project };
  if (typeof pattern !== "string" || pattern === "") return words.name;
  const used = [...pattern.matchAll(/\$\{([^}]*)\}/g)].map(([, word = ""]) => word);
  const stranger = used.find((word) => !Object.hasOwn(words, word));
  if (stranger !== undefined) throw badPattern(pattern, `knows no ${JSON.stringify(stranger)}`);
  if (!used.includes("name")) throw badPattern(pattern, "gives every object the same name");
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_whole, word: keyof typeof words) => words[word]);
}

function badPattern(pattern: string, problem: string): ConfigurationError {
  return new ConfigurationError(
    `the configuration keysmith:naming is ${JSON.stringify(pattern)}, which ${problem}`,
    `Write a pattern of name, stack and project with name in it, such as ${EXAMPLE}.`,
  );
}
