import { soughtValues } from "./adoption";
import { sameValue } from "./compare";
import type { Definition, Vendor } from "./definition";
import { type Field, fieldsOf, referencesOf } from "./fields";
import { engineId } from "./lifecycle";
import { type Found, type ListFilter, listObjects, neededForList } from "./listing";
import type { Run } from "./run";
import { isPlainObject, type Values } from "./unknown";
import { everyReference } from "./words";
import { writtenInputs } from "./written";

/** An existing object, as the resource that a program is to declare for it. */
export interface TakenOver {
  readonly definition: Definition;
  /** The resource's name in the program, unique among its kind. */
  readonly name: string;
  /** The id by which an engine imports it. */
  readonly id: string;
  /** As a person would write them, with a `Reference` wherever another object of the list is meant. */
  readonly inputs: Values;
  /** The objects that it refers to. */
  readonly needs: readonly TakenOver[];
}

/** Stands in place of a name or id. */
export class Reference {
  readonly to: TakenOver;

  constructor(to: TakenOver) {
    this.to = to;
  }
}

interface Taken extends TakenOver {
  readonly state: Values;
}

/**
 * Everything of a vendor that exists in a place, referenced objects first.
 * @param told where to look; kinds that need more than that are left out with a message
 */
export async function takeOver(vendor: Vendor, run: Run, told: Values, filter: ListFilter): Promise<TakenOver[]> {
  const all: Taken[] = [];
  for (const definition of inOrder(vendor.definitions)) {
    const missing = neededForList(definition).filter((name) => told[name] === undefined);
    if (missing.length > 0) {
      run.log.warn(`${definition.name} is left out: give ${missing.join(" and ")} to have it looked for`);
      continue;
    }
    for (const found of await listed(vendor, definition, run, told, filter))
      all.push(taken(definition, found, all, run));
  }
  return all;
}

async function listed(vendor: Vendor, definition: Definition, run: Run, told: Values, filter: ListFilter) {
  const where = Object.fromEntries((definition.list?.where ?? []).map((name) => [name, told[name]]));
  const base = soughtValues(definition, where, run.ofSettings);
  const found: Found[] = [];
  const { labelPrefix, unmanaged, ...named } = filter;
  const byMark = definition.list?.marked ? filter : named;
  if (byMark === named && (labelPrefix !== undefined || unmanaged))
    run.log.warn(`${definition.name}: nothing shows who owns an object, so the list includes the objects of others`);
  for await (const each of listObjects(definition, run.context(vendor), base, byMark)) found.push(each);
  return found;
}

/** Puts a definition after those that it refers to. */
function inOrder(definitions: readonly Definition[]): readonly Definition[] {
  const done: Definition[] = [];
  const visit = (definition: Definition): void => {
    if (done.includes(definition)) return;
    const named = everyReference(fieldsOf(definition.inputs));
    for (const each of definitions) if (each !== definition && named.includes(each.name)) visit(each);
    done.push(definition);
  };
  for (const definition of definitions.filter(({ list }) => list !== undefined)) visit(definition);
  return done.filter(({ list }) => list !== undefined);
}

function taken(definition: Definition, { name, state }: Found, all: readonly Taken[], run: Run): Taken {
  const written = writtenInputs(definition, state, (setting) => run.setting(setting));
  const needs = new Set<TakenOver>();
  const refer = (field: Field, value: unknown): unknown => {
    if (field.type.kind === "object" && isPlainObject(value)) return referred(field.type.fields, value);
    if (Array.isArray(value)) return value.map((item) => refer(field, item));
    const meant = all.find((each) => isMeant(each, field, value, state));
    if (meant) needs.add(meant);
    return meant ? new Reference(meant) : value;
  };
  const referred = (fields: readonly Field[], values: Values): Values =>
    Object.fromEntries(
      fields
        .filter((field) => values[field.name] !== undefined)
        .map((field) => [field.name, refer(field, values[field.name])]),
    );
  const inputs = referred(fieldsOf(definition.inputs), written);
  const id = definition.list?.id(state) ?? "";
  const others = all.filter((each) => each.definition === definition).map((each) => each.name);
  return { definition, name: nameOf(name, others), id, inputs, needs: [...needs], state };
}

function isMeant({ definition, state }: Taken, field: Field, value: unknown, of: Values): boolean {
  if (typeof value !== "string" || !referencesOf(field).includes(definition.name)) return false;
  const isHere = ["region", "instance"].every(
    (place) => of[place] === undefined || state[place] === undefined || of[place] === state[place],
  );
  const called = [engineId(definition, state), state[definition.subject]];
  return isHere && called.some((each) => each !== undefined && sameValue(field, each, value));
}

/** A name for programs, in letters, digits and `_`. */
function nameOf(called: string, others: readonly string[]): string {
  const words = called
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  const plain = /^[a-z]/.test(words) ? words : `object_${words}`.replace(/_$/, "");
  let name = plain;
  for (let count = 2; others.includes(name); count += 1) name = `${plain}_${count}`;
  return name;
}
