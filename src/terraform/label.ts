import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { valueAt } from "../core/compare";
import { type Definition, subjectOf, type Values } from "../core/definition";
import { type Field, fieldsOf, leavesOf, referencesOf } from "../core/fields";
import type { Environment } from "../core/settings";
import { hasUnknown, UNKNOWN, type Unknown } from "../core/unknown";

const LONGEST_TAIL = 100;

/** The input that says whose an object is; the engine doesn't tell a provider where a resource stands. */
export function labelField({ inputs }: Definition): Field | undefined {
  return fieldsOf(inputs).find(({ meta }) => meta.source === "address");
}

/** A label for a resource that has been given none: the stack's name, and what tells the resource in it. */
export function defaultLabel(definition: Definition, given: Values, stack: string): string | Unknown | undefined {
  const field = labelField(definition);
  if (!field) return undefined;
  const { subject } = definition;
  const parts = (subject === field.name ? tellingFields(definition) : [subject]).map((name) => valueAt(given, name));
  if (parts.some(hasUnknown)) return UNKNOWN;
  const texts = parts.filter((part) => part !== undefined && part !== null).map(String);
  return texts.length > 0 ? `${stack}/${shortened(texts.join("/"))}` : undefined;
}

/** The inputs that tell a resource which nobody gives a name: what it can't be without, and what it refers to. */
function tellingFields({ inputs }: Definition): readonly string[] {
  const leaves = leavesOf(fieldsOf(inputs)).filter(({ type }) => type.kind === "string" || type.kind === "choice");
  const telling = leaves.filter((field) => {
    const { optional, meta } = field;
    return meta.source === undefined && (!optional || meta.immutable || referencesOf(field).length > 0);
  });
  return telling.filter(({ meta }) => !meta.secret).map((field) => field.path);
}

function shortened(tail: string): string {
  const text = tail.replaceAll(/[()]/g, "-");
  return text.length <= LONGEST_TAIL ? text : createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * What tells this stack from others that use the account, unless the provider's block says it: the name of the folder in
 * which the engine runs, and the workspace when it isn't the default one.
 */
export function stackName(folder: string, env: Environment): string {
  const workspace = env["TF_WORKSPACE"] || selectedWorkspace(folder, env) || "default";
  const name = path.basename(folder) || "stack";
  return (workspace === "default" ? name : `${name}/${workspace}`).replaceAll(/[()]/g, "-");
}

/** The engine writes the name of the workspace that was selected into its data folder. */
function selectedWorkspace(folder: string, env: Environment): string | undefined {
  try {
    return readFileSync(path.resolve(folder, env["TF_DATA_DIR"] || ".terraform", "environment"), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Finds two resources of one run that would take each other's objects for their own. */
export class LabelRegister {
  readonly #claims = new Map<string, Set<string>>();

  /**
   * @param id of an object that exists and is not replaced; nothing for what is to be created
   * @returns why it can't be, when another resource has the same label
   */
  claim(definition: Definition, values: Values, id: string | undefined): string | undefined {
    const field = labelField(definition);
    const label = field && values[field.name];
    if (typeof label !== "string") return undefined;
    const claims = this.#claims.get(keyOf(definition, values)) ?? new Set();
    this.#claims.set(keyOf(definition, values), claims);
    const claim = id === undefined ? `new ${claims.size}` : `id ${id}`;
    claims.add(claim);
    if (claims.size === 1) return undefined;
    return `another ${subjectOf(definition, values)} has the label ${JSON.stringify(label)} too, and each would take the other's objects for its own: give them different labels`;
  }
}

/** Objects in different places, such as regions, don't come in each other's way. */
function keyOf(definition: Definition, values: Values): string {
  const places = fieldsOf(definition.inputs).filter(({ meta }) => typeof meta.source === "object");
  const label = labelField(definition)?.name ?? "";
  return JSON.stringify([definition.name, values[label], ...places.map(({ name }) => String(values[name]))]);
}
