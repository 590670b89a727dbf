import { ConfigurationError } from "../core/errors";

const EXAMPLE = "$" + "{name}-$" + "{stack}";

/** In the configuration of Keysmith: a pattern for names that the program doesn't give. */
export const NAMING = "naming";

/** What a pattern may hold. */
export interface NameWords {
  /** The logical name. */
  readonly name: string;
  readonly stack: string;
  readonly project: string;
}

/** @param place project and stack, and what is in them, outermost first */
export function wordsOf(place: readonly string[]): NameWords {
  const [project = "", stack = ""] = place;
  return { project, stack, name: place.at(-1) ?? "" };
}

/**
 * The name of an object at its service, where the program gives none: the logical name, or what the configuration
 * `keysmith:naming` makes of it, so that stacks can share an account.
 * @throws ConfigurationError when the pattern holds a word that it can't, or gives all objects one name
 */
export function physicalName(pattern: unknown, words: NameWords): string {
  if (typeof pattern !== "string" || pattern === "") return words.name;
  const used = [...pattern.matchAll(/\$\{([^}]*)\}/g)].map(([, word = ""]) => word);
  const stranger = used.find((word) => !Object.hasOwn(words, word));
  if (stranger !== undefined) throw badPattern(pattern, `knows no ${JSON.stringify(stranger)}`);
  if (!used.includes("name")) throw badPattern(pattern, "gives every object the same name");
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_whole, word: keyof NameWords) => words[word]);
}

function badPattern(pattern: string, problem: string): ConfigurationError {
  return new ConfigurationError(
    `the configuration keysmith:naming is ${JSON.stringify(pattern)}, which ${problem}`,
    `Write a pattern of name, stack and project with name in it, such as ${EXAMPLE}.`,
  );
}
