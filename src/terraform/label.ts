import { readFileSync } from "node:fs";
import path from "node:path";
import { labelField } from "../core/claims";
import { valueAt } from "../core/compare";
import type { Definition, Values } from "../core/definition";
import type { Problem } from "../core/errors";
import { fieldsOf, leavesOf, referencesOf } from "../core/fields";
import { labelFrom } from "../core/label";
import { assign, message, ref } from "../core/message";
import type { Environment } from "../core/settings";
import { hasUnknown, isUnknown, UNKNOWN, type Unknown } from "../core/unknown";
import { snakeCase } from "./names";
import type { Attributes } from "./protocol/provider";

const LONGEST_TAIL = 100;

/**
 * The label of a resource that is given none: the stack's name, and inputs that tell the resource from others, as the
 * engine doesn't say where a resource stands in the program.
 */
export function defaultLabel(
  definition: Definition,
  given: Values,
  stack: string | Unknown | undefined,
): string | Unknown | undefined {
  const field = labelField(definition);
  if (!field) return undefined;
  // `stackMissing` says why there is none.
  if (stack === undefined) return UNKNOWN;
  const { subject } = definition;
  const parts = (subject === field.name ? tellingFields(definition) : [subject]).map((name) => valueAt(given, name));
  if (isUnknown(stack) || parts.some(hasUnknown)) return UNKNOWN;
  const texts = parts.filter((part) => part !== undefined && part !== null).map(String);
  return texts.length > 0 ? `${stack}/${labelFrom(texts, LONGEST_TAIL)}` : undefined;
}

/**
 * The stack's name in a recorded label that ends as the resource's default label does; undefined for any other label.
 * @param values as recorded
 */
export function recordedStack(definition: Definition, values: Values): string | undefined {
  const label = values[labelField(definition)?.name ?? ""];
  const end = defaultLabel(definition, values, "");
  if (typeof label !== "string" || typeof end !== "string" || !label.endsWith(end)) return undefined;
  return label.slice(0, label.length - end.length) || undefined;
}

/** The inputs that identify a resource without a name: those that it can't be without, and its references. */
function tellingFields({ inputs }: Definition): readonly string[] {
  const leaves = leavesOf(fieldsOf(inputs)).filter(({ type }) => type.kind === "string" || type.kind === "choice");
  const telling = leaves.filter((field) => {
    const { optional, from, onChange } = field;
    const isTold = from.every((origin) => origin === "reference");
    return isTold && (!optional || onChange === "replace" || referencesOf(field).length > 0);
  });
  return telling.filter(({ meta }) => !meta.secret).map((field) => field.path);
}

/** The form of a stack's name, with which labels begin. */
export const STACK_NAME = /^[^()]{1,80}$/;

export function givenStack({ stack = null }: Attributes): string | Unknown | undefined {
  return isUnknown(stack) ? stack : String(stack ?? "") || undefined;
}

/**
 * Why a resource has no label: none is given, none is recorded, and the provider's block doesn't name the stack.
 * @param block the provider's; @param reckoned the stack's name according to an earlier version
 */
export function stackMissing(
  definition: Definition,
  { config, recorded = {} }: { readonly config: Attributes; readonly recorded?: Values | undefined },
  block: Attributes,
  reckoned: string,
): Problem[] {
  const field = labelField(definition);
  if (!field || givenStack(block) !== undefined) return [];
  if ((config[snakeCase(field.name)] ?? recorded[field.name] ?? null) !== null) return [];
  const [stack, label] = [assign("stack", reckoned), ref(field.name)];
  const reason = message`begins with the stack's name where it is left out, and the provider's block gives none: write ${stack} there, which is what Keysmith 0.1 took from the folder, or a name that distinguishes this stack from all others of the account; or give ${label}`;
  return [{ field: field.name, reason, secret: false }];
}

/**
 * The name of a stack according to 0.1: the names of the folder in which the engine runs and of its parent, and the
 * workspace unless it is the default one.
 */
export function stackName(folder: string, env: Environment): string {
  const workspace = env["TF_WORKSPACE"] || selectedWorkspace(folder, env) || "default";
  const names = path
    .resolve(folder)
    .split(path.sep)
    .filter((name) => name !== "")
    .slice(-2);
  const name = [...names, ...(workspace === "default" ? [] : [workspace])].join("/") || "stack";
  return name.slice(-80).replaceAll(/[()]|\p{Surrogate}/gu, "-");
}

/** The engine writes the name of the selected workspace into its data folder. */
function selectedWorkspace(folder: string, env: Environment): string | undefined {
  try {
    return readFileSync(path.resolve(folder, env["TF_DATA_DIR"] || ".terraform", "environment"), "utf8").trim();
  } catch {
    return undefined;
  }
}
