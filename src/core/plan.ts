import { addressOf, sameAddress } from "./address";
import { sameValue, valueAt } from "./compare";
import { type Definition, type Reason, subjectOf, type Values } from "./definition";
import { type Field, fieldsOf, leavesOf } from "./fields";
import { Secret } from "./secret";
import { hasUnknown, isPlainObject, UNKNOWN } from "./unknown";

/** What applying the desired inputs would do. */
export interface Plan {
  readonly action: "none" | "update" | "replace";
  readonly reasons: readonly Reason[];
  /** Outputs whose value the apply may change. All others stay as they are. */
  readonly outputs: readonly string[];
  /** Inputs, by path, that force a replacement. */
  readonly replaces: readonly string[];
  /** Of a replacement: whether the old object must go before the new one can come, as both have one name. */
  readonly deleteFirst: boolean;
  /** For a person to read, whether or not anything changes. */
  readonly warnings: readonly string[];
}

/** The code of a reason: an input changed. */
export const CHANGED = "changed";
/** The code of a reason: an input changed that makes a new credential. */
export const REKEY = "rekey";

interface Change {
  readonly field: Field;
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * Compares a recorded state with desired inputs at a moment. Pure.
 * @param prior state as recorded or read; @param desired checked inputs, in which values may be `UNKNOWN`
 * @param dueAt the moment at which it is asked what is due, where an engine has fixed that before now
 */
export function plan(definition: Definition, prior: Values, desired: Values, now: Date, dueAt: Date = now): Plan {
  const settled = settle(definition, prior, desired);
  const alike = definition.alike(prior, settled).filter((name) => !hasUnknown(desired[name]));
  const changes = changesOf(definition, prior, desired).filter(({ field }) => !alike.includes(topOf(field)));
  const warnings = [...definition.advice(settled), ...definition.warnings(prior, settled, now)];
  const replacing = changes.filter(({ field, to }) => field.meta.immutable && !hasUnknown(to));
  if (replacing.length > 0) return replacement(definition, prior, desired, replacing, warnings);
  const reasons = [...changes.map(changeReason), ...definition.due(prior, settled, dueAt)];
  const maybe = changes.some(({ field }) => field.meta.immutable) ? definition.replacing : undefined;
  return {
    action: reasons.length > 0 ? "update" : "none",
    reasons,
    outputs: [...new Set(reasons.flatMap((reason) => reason.outputs))],
    replaces: [],
    deleteFirst: false,
    warnings: maybe ? [...warnings, `should it come to a replacement: ${maybe}`] : warnings,
  };
}

/** One line for a person: which resource changes, how, and why. */
export function explain(definition: Definition, values: Values, planned: Plan): string[] {
  const subject = subjectOf(definition, values);
  const verb = planned.action === "replace" ? "is replaced" : "changes in place";
  const why = planned.reasons.map(({ message }) => message).join("; ");
  const lines = planned.action === "none" ? [] : [`${subject} ${verb}: ${why}`];
  return [...lines, ...planned.warnings.map((warning) => `${subject}: ${warning}`)];
}

/** One line for each thing that a person should know about inputs, also where no state is recorded yet. */
export function advise(definition: Definition, desired: Values): string[] {
  const settled = settle(definition, {}, desired);
  return definition.advice(settled).map((advice) => `${subjectOf(definition, settled)}: ${advice}`);
}

/** The desired inputs, with the recorded value wherever the desired one isn't known yet. */
export function settle(definition: Definition, prior: Values, desired: Values): Values {
  const settleFields = (fields: readonly Field[], was: unknown, will: Values): Values =>
    Object.fromEntries(
      fields.map((field) => {
        const old = isPlainObject(was) ? was[field.name] : undefined;
        const value = will[field.name];
        if (field.type.kind === "object" && isPlainObject(value))
          return [field.name, settleFields(field.type.fields, old, value)];
        return [
          field.name,
          hasUnknown(value) || keepsOld(definition, field, value) ? (old ?? field.defaultValue) : value,
        ];
      }),
    );
  return settleFields(fieldsOf(definition.inputs), prior, desired);
}

function changesOf(definition: Definition, prior: Values, desired: Values): Change[] {
  return leavesOf(fieldsOf(definition.inputs)).flatMap((field) => {
    const to = unknownAbove(desired, field.path) ? UNKNOWN : valueAt(desired, field.path);
    const from = valueAt(prior, field.path) ?? field.defaultValue;
    if (field.meta.createOnly || keepsOld(definition, field, to)) return [];
    return !hasUnknown(to) && sameValue(field, from, to) ? [] : [{ field, from, to }];
  });
}

function topOf({ path }: Field): string {
  return path.split(".")[0] ?? path;
}

/**
 * Leaving a field open doesn't undo it where it made a credential, or where the service or we chose the value:
 * an input that is an output too.
 */
function keepsOld(definition: Definition, field: Field, value: unknown): boolean {
  if (value !== undefined) return false;
  return field.meta.rekeys === true || (field.path === field.name && field.name in definition.outputs.shape);
}

function unknownAbove(desired: Values, path: string): boolean {
  return path.includes(".") && desired[path.slice(0, path.indexOf("."))] === UNKNOWN;
}

function changeReason({ field, from, to }: Change): Reason {
  const outputs = field.meta.affects ?? [];
  const code = field.meta.rekeys ? REKEY : CHANGED;
  return { code, field: field.path, message: changeMessage(field, from, to), outputs };
}

function changeMessage(field: Field, from: unknown, to: unknown): string {
  const mints = field.meta.rekeys ? ", which makes a new credential" : "";
  if (hasUnknown(to)) {
    const replaces = field.meta.immutable ? ", and another value than now replaces the resource" : "";
    return `${field.path} is not known yet${mints}${replaces}`;
  }
  return field.meta.secret
    ? `${field.path} changes${mints}`
    : `${field.path} changes from ${shown(from)} to ${shown(to)}${mints}`;
}

const SHOWN_CHARACTERS = 120;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = value instanceof Secret ? String(value) : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function replacement(
  definition: Definition,
  prior: Values,
  desired: Values,
  changes: readonly Change[],
  warnings: readonly string[],
): Plan {
  const reasons = changes
    .map(changeReason)
    .map((reason) => ({ ...reason, outputs: Object.keys(definition.outputs.shape) }));
  return {
    action: "replace",
    reasons,
    outputs: Object.keys(definition.outputs.shape),
    replaces: changes.map(({ field }) => field.path),
    deleteFirst: sameAddress(addressOf(definition, prior), addressOf(definition, desired)),
    warnings: definition.replacing ? [...warnings, definition.replacing] : warnings,
  };
}
