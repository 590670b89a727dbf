import type * as z from "zod";
import { ConflictError } from "./errors";
import { fieldsOf, settingOf } from "./fields";
import type { Context } from "./run";
import type { Values } from "./unknown";

export interface Listed<S> {
  /** The name that people know: the service's name, or an id. */
  readonly name: string;
  /** The whole object without its secrets; undefined when it is gone by now. Makes a call only where the list doesn't hold that. */
  look(): Promise<Looked<S> | undefined>;
}

export interface Looked<S> {
  /** In the form of `adopt.find`. */
  readonly state: Partial<S>;
  /** The label in the mark that the object carries, whoever made it. */
  readonly label?: string | undefined;
}

/** How the existing objects of a kind are listed. */
export interface Listing<S, C> {
  /** Names of the inputs that say where to look. */
  readonly where: readonly (keyof S & string)[];
  /** Whether objects carry a mark that names their owner. */
  readonly marked: boolean;
  /** API actions beyond those of a read. */
  readonly actions: readonly string[];
  /** The id by which an engine imports the object, in a form that `adopt.place` takes. Pure. */
  id(state: S): string;
  /** Loads page after page, as far as they are read. @param base where to look, and the inputs' defaults */
  objects(context: Context<C>, base: Partial<S>): AsyncIterable<Listed<S>>;
}

export interface ListFilter {
  readonly namePrefix?: string | undefined;
  readonly labelPrefix?: string | undefined;
  /** Only objects without a mark. */
  readonly unmanaged?: boolean | undefined;
}

interface Listable {
  readonly name: string;
  readonly inputs: z.ZodObject;
  readonly list?: Listing<Values, unknown>;
}

export interface Found {
  readonly name: string;
  readonly state: Values;
}

/** Inputs that a list requires, because no setting gives them. */
export function neededForList({ inputs, list }: Listable): readonly string[] {
  const fields = fieldsOf(inputs).filter(({ name }) => list?.where.includes(name));
  return fields.filter((field) => !field.optional && settingOf(field) === undefined).map(({ name }) => name);
}

/** The matching objects in turn. Warns of objects that no program can declare, which are left out, and of a filter that matches none. */
export async function* listObjects(
  definition: Listable,
  context: Context<unknown>,
  base: Values,
  filter: ListFilter = {},
): AsyncGenerator<Found> {
  const { list } = definition;
  if (!list) return;
  let [seen, fitting] = [0, 0];
  for await (const { name, look } of list.objects(context, base)) {
    seen += 1;
    if (!name.startsWith(filter.namePrefix ?? "")) continue;
    const found = await describable(look, definition.name, name, context);
    if (!found || !fits(found, filter)) continue;
    fitting += 1;
    yield { name, state: found.state };
  }
  if (fitting === 0 && isNarrow(filter)) context.log.warn(nothingFits(definition.name, filter, seen));
}

function isNarrow({ namePrefix = "", labelPrefix = "", unmanaged = false }: ListFilter): boolean {
  return namePrefix !== "" || labelPrefix !== "" || unmanaged;
}

function fits({ label }: Looked<Values>, { labelPrefix, unmanaged }: ListFilter): boolean {
  if (unmanaged && label !== undefined) return false;
  return labelPrefix === undefined || label?.startsWith(labelPrefix) === true;
}

function nothingFits(kind: string, { namePrefix, labelPrefix, unmanaged }: ListFilter, seen: number): string {
  const asked = [
    ...(namePrefix ? [`a name that begins with ${JSON.stringify(namePrefix)}`] : []),
    ...(labelPrefix ? [`a label that begins with ${JSON.stringify(labelPrefix)}`] : []),
    ...(unmanaged ? ["no label"] : []),
  ];
  return `no ${kind} has ${asked.join(" and ")}: ${seen} ${seen === 1 ? "was" : "were"} looked at`;
}

async function describable<S>(
  look: () => Promise<Looked<S> | undefined>,
  kind: string,
  name: string,
  { log }: Context<unknown>,
): Promise<Looked<S> | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    log.warn(`${kind} ${JSON.stringify(name)} is left out: ${error.told.problem}`);
    return undefined;
  }
}
