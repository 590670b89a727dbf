import { InvalidInputError } from "./errors";
import type { Values } from "./unknown";

/**
 * Several resources that a program declares as one, for one purpose. It is plain data that names resources, inputs and functions,
 * so that programs of every engine can carry it.
 */
export interface Composition {
  readonly name: string;
  /** In the order in which they are made; the others are made for the last one. */
  readonly parts: readonly Part[];
  /** Outputs of the last part that the composition has too. */
  readonly outputs: readonly string[];
  readonly bundle?: Bundle;
}

/** A composition with its texts for people. */
export interface DeclaredComposition extends Composition {
  readonly summary: string;
  /** Docs for inputs that mean more here than to one part. Those inputs may be left out. */
  readonly docs: Readonly<Record<string, string>>;
  readonly bundle?: Bundle & { readonly summary: string };
}

export interface Part {
  readonly name: string;
  readonly resource: string;
  readonly doc?: string;
  /** The inputs of the composition that the part gets. */
  readonly takes: readonly string[];
  /** The inputs that the part has in every composition of this name. */
  readonly fixed?: Values;
  /** The inputs that refer to parts made before. A list of parts is appended to the list that is given. */
  readonly refers?: Readonly<Record<string, string | readonly string[]>>;
  /** The input without which the part isn't made, and what to do instead of giving an empty list. */
  readonly onlyWith?: { readonly input: string; readonly whenEmpty: string };
  /** The part gets misspelt inputs too, so that its check reports them. */
  readonly complains?: true;
}

/** Files for an application, with outputs of the last part and of a function. All of their content is secret. */
export interface Bundle {
  readonly name: string;
  /** The name of the function that is asked; its arguments follow. */
  readonly asks: string;
  /** Arguments that are inputs of the composition, by their names. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Arguments that are outputs of the last part. */
  readonly outputs: readonly string[];
  /** The name of each file, in which outputs may stand in braces, and the output that the file holds. */
  readonly files: readonly (readonly [name: string, content: string])[];
}

/**
 * @throws InvalidInputError for an empty list that would not mean what it says, and for inputs that are the same in every
 * composition of the name: ignoring them could open more than was meant
 */
export function refuseMisfits({ name, parts }: Composition, place: string, given: object): void {
  const known = new Set(parts.flatMap(({ takes }) => takes));
  const fixed = parts.flatMap((part) => Object.keys(part.fixed ?? {})).filter((input) => !known.has(input));
  const values = given as Values;
  const misfits = fixed
    .filter((input) => values[input] !== undefined)
    .map((field) => ({ field, reason: `is the same in every ${name}: leave it out`, secret: false }));
  const empty = parts.flatMap(({ onlyWith }) => {
    const list = onlyWith && values[onlyWith.input];
    if (!onlyWith || !Array.isArray(list) || list.length > 0) return [];
    return [{ field: onlyWith.input, reason: `is an empty list, []: ${onlyWith.whenEmpty}`, secret: false }];
  });
  const problems = [...misfits, ...empty];
  if (problems.length > 0) throw new InvalidInputError(`${name} ${JSON.stringify(place)}`, problems);
}

/**
 * The inputs of a part; undefined where the part isn't made.
 * @param made the parts that were made before, by name
 * @param joined appends resources to the given list
 */
export function partInputs(
  { parts }: Composition,
  part: Part,
  given: object,
  made: Values,
  joined: (list: unknown, resources: readonly unknown[]) => unknown = (list, resources) => [
    ...((list ?? []) as readonly unknown[]),
    ...resources,
  ],
): Record<string, unknown> | undefined {
  const known = new Set(parts.flatMap(({ takes }) => takes));
  const isFor = (name: string): boolean => part.takes.includes(name) || (part.complains === true && !known.has(name));
  const passed = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== undefined && isFor(name)),
  );
  if (part.onlyWith && !(part.onlyWith.input in passed)) return undefined;
  const references = Object.entries(part.refers ?? {}).map(([input, names]) => {
    if (typeof names === "string") return [input, made[names]];
    const resources = names.map((name) => made[name]).filter((resource) => resource !== undefined);
    return [input, resources.length > 0 ? joined(passed[input], resources) : (passed[input] ?? [])];
  });
  return { ...passed, ...part.fixed, ...Object.fromEntries(references) };
}

/** Splits the name of a file into texts and, at every second place, names of outputs. */
export function piecesOf(fileName: string): readonly string[] {
  return fileName.split(/\{(\w+)\}/);
}
