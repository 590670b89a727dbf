import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError } from "../core/errors";

const EXAMPLE = "$" + "{name}-$" + "{stack}";

/**
 * The name of an object at its service, where the program gives none: the logical name, or what the configuration
 * `keysmith:naming` makes of it, so that stacks can share an account.
 * @throws ConfigurationError when the pattern holds a word that it can't, or gives all objects one name
 */
export function physicalName(logicalName: string): string {
  const pattern = new pulumi.Config("keysmith").get("naming");
  if (!pattern) return logicalName;
  const words = new Map([
    ["name", logicalName],
    ["stack", pulumi.getStack()],
    ["project", pulumi.getProject()],
  ]);
  const used = [...pattern.matchAll(/\$\{([^}]*)\}/g)].map(([, word = ""]) => word);
  const stranger = used.find((word) => !words.has(word));
  if (stranger !== undefined) throw badPattern(pattern, `knows no ${JSON.stringify(stranger)}`);
  if (!used.includes("name")) throw badPattern(pattern, "gives every object the same name");
  return pattern.replaceAll(/\$\{([^}]*)\}/g, (_whole, word: string) => words.get(word) ?? "");
}

/** What the SDK keeps of a resource and doesn't declare. Stable: its own aliases are made from it. */
interface Placed {
  readonly __name?: string;
  readonly __pulumiType?: string;
  readonly __parentResource?: Placed;
}

const STACK = "pulumi:pulumi:Stack";

/**
 * Where a resource is in its program, which no other of its kind is: its project, its stack, the components that it is in, with
 * their whole types, and its logical name.
 */
export function placeOf(logicalName: string, parent: pulumi.Resource | undefined): readonly string[] {
  return [pulumi.getProject(), pulumi.getStack(), ...ancestors(parent as Placed | undefined), logicalName];
}

function ancestors(resource: Placed | undefined): string[] {
  if (resource === undefined || resource.__pulumiType === STACK) return [];
  return [...ancestors(resource.__parentResource), `${resource.__pulumiType}:${resource.__name ?? ""}`];
}

function badPattern(pattern: string, problem: string): ConfigurationError {
  return new ConfigurationError(
    `the configuration keysmith:naming is ${JSON.stringify(pattern)}, which ${problem}`,
    `Write a pattern of name, stack and project with name in it, such as ${EXAMPLE}.`,
  );
}
