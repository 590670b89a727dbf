import { mapReferences } from "../../scripts/direct/program";
import { valueAt } from "../../src/core/compare";
import type { Definition, Values } from "../../src/core/definition";
import { leastArguments } from "../../src/core/example";
import type { Field } from "../../src/core/fields";
import { type Declared, keyOf, type Reference } from "./engine";
import { find, fits, inputLeaves, otherValue, perDefinition, sample, varied, withValue } from "./samples";

/** The resources that the suites name for one of a definition, and those that they name in turn, in order of creation. */
export const prerequisites: (definition: Definition) => readonly Declared[] = perDefinition((definition) => {
  const found = new Map<string, Declared>();
  const visit = (args: unknown): void => {
    for (const reference of referencesIn(args)) {
      const [type, name] = [reference.$type, reference.$name];
      if (found.has(keyOf({ type, name }))) continue;
      const isFirst = ![...found.values()].some((other) => other.type === type);
      const args = argsOf(reference, isFirst);
      visit(args);
      found.set(keyOf({ type, name }), { type, name, args });
    }
  };
  visit(sample(definition));
  for (const field of varied(definition)) visit(withValue({}, field, otherValue(field)));
  return [...found.values()];
});

/**
 * The inputs that say where a resource is, such as its region: those that what it refers to has too, so that it can be
 * elsewhere only together with that.
 */
export const placesOf: (definition: Definition) => readonly Field[] = perDefinition((definition) => {
  const shared = new Set(
    prerequisites(definition).flatMap(({ type }) => inputLeaves(find(type)).filter(isPlace).map(pathOf)),
  );
  return varied(definition).filter((field) => isPlace(field) && shared.has(field.path));
});

/** The same resources once more for each place where the subject can be moved, so that what refers to them can follow. */
export function everywhere(definition: Definition, resources: readonly Declared[]): readonly Declared[] {
  const copies = placesOf(definition).flatMap((place) =>
    resources.filter((each) => stands(each, place)).map((each) => ({ ...each, ...moved(each, place) })),
  );
  return [...resources, ...copies];
}

/** Arguments with another value of `field`, and, where that is a place, with references to what is there. */
export function varyArguments(definition: Definition, args: Values, field: Field): Values {
  const other = withValue({ ...args }, field, otherValue(field, args));
  return placesOf(definition).includes(field) ? (movedReferences(other, field) as Values) : other;
}

/**
 * What the service calls by an id gets the least that it needs, as the rest may have to be unlike in each of them, and
 * other values of that than the first one has.
 */
function argsOf({ $type, $name }: Reference, isFirst: boolean): Values {
  const definition = find($type);
  if (!definition.id) return { ...sample(definition), ...named(definition, $name) };
  const example = inputLeaves(definition).find(({ path }) => path === definition.subject)?.meta.examples?.[0];
  const least = { ...leastArguments(definition), ...named(definition, example) };
  const given = inputLeaves(definition).filter(({ path }) => valueAt(least, path) !== undefined);
  return given.reduce<Record<string, unknown>>((args, field) => {
    const first = withValue(args, field, valueAt(least, field.path));
    const other = withValue(args, field, otherValue(field));
    return !isFirst && !field.optional && otherValue(field) !== undefined && fits(definition, other) ? other : first;
  }, least);
}

/** The name at the service, where the engine would take it from the program. */
function named(definition: Definition, name: unknown): Values {
  const subject = inputLeaves(definition).find(({ path }) => path === definition.subject);
  return subject?.from.includes("name") ? { [definition.subject]: name } : {};
}

function moved({ name, args }: Declared, place: Field): Pick<Declared, "name" | "args"> {
  const there = withValue({ ...args }, place, otherValue(place));
  return { name: elsewhere(name, place), args: movedReferences(there, place) as Values };
}

function movedReferences(args: Values, place: Field): unknown {
  return mapReferences(args, (reference) =>
    stands({ type: reference.$type }, place) ? { ...reference, $name: elsewhere(reference.$name, place) } : reference,
  );
}

function elsewhere(name: string, { name: place }: Field): string {
  return `${name}-with-another-${place}`;
}

function stands({ type }: Pick<Declared, "type">, place: Field): boolean {
  return inputLeaves(find(type)).some((field) => field.path === place.path && isPlace(field));
}

function isPlace({ name, path, meta, from, onChange }: Field): boolean {
  const isOwnName = from.includes("name") || from.includes("label");
  return name === path && onChange === "replace" && meta.references === undefined && !isOwnName;
}

function pathOf({ path }: Field): string {
  return path;
}

/** What arguments name, at any depth. */
export function referencesIn(args: unknown): Reference[] {
  const found: Reference[] = [];
  mapReferences(args, (reference) => found.push(reference));
  return found;
}
