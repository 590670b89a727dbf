import { addressOf, sameAddress } from "./address";
import { changedInputs, knownAt, valueAt, withValueAt } from "./compare";
import { type Definition, subjectOf, type Values } from "./definition";
import { type Field, fieldsOf, leavesOf, type Outputs } from "./fields";
import type { Ledger } from "./ledger";
import { settle, withDefaults } from "./left-out";
import { joined, type Message, message, ref } from "./message";
import type { DueRule, Reason } from "./reasons";
import { Secret } from "./secret";
import { hasUnknown, ifKnown, onlyKnown } from "./unknown";

export interface Plan {
  readonly action: "none" | "update" | "replace";
  readonly reasons: readonly Reason[];
  /** Outputs whose value the apply may change. All others stay as they are. */
  readonly outputs: readonly string[];
  readonly replaces: readonly string[];
  /** For a replacement: whether the old object must be deleted before the new one is created, as both have the same name. */
  readonly deleteFirst: boolean;
  /** What the replacement interrupts if the old object is deleted first, where the engine decides the order. */
  readonly interrupts?: Message;
  readonly warnings: readonly Message[];
}

interface Change {
  readonly field: Field;
  readonly from: unknown;
  readonly to: unknown;
}

interface PlanOptions {
  /** The moment for which due rules are asked, where an engine fixed it before now. */
  readonly dueAt?: Date;
  /** The objects that the run has seen recorded so far, which notes don't call unrecorded, and those that it replaces. */
  readonly ledger?: Pick<Ledger, "hasRecorded" | "isToBeReplaced">;
}

/**
 * Compares a recorded state with desired inputs at a moment. Pure.
 * @param prior state as recorded or read; @param desired checked inputs, in which values may be `UNKNOWN`
 */
export function plan(
  definition: Definition,
  prior: Values,
  desired: Values,
  now: Date,
  { dueAt = now, ledger }: PlanOptions = {},
): Plan {
  const settled = settle(fieldsOf(definition.inputs), prior, desired);
  const changes = changesOf(definition, prior, desired);
  const notes = definition.notes?.(settled, prior, now, ledger) ?? [];
  const replacing = changes.filter(({ field, to }) => field.onChange === "replace" && !hasUnknown(to));
  if (replacing.length > 0) return replacement(definition, prior, desired, replacing, notes);
  const due = [...dueReasons(definition, prior, settled, dueAt), ...refilling(definition, prior, ledger)];
  const made = definition.renews ? definition.renews(settled) : "a new credential";
  const reasons = [...changes.map((change) => changeReason(change, made)), ...due];
  const open = mayBeDue(definition, prior, { desired, settled }, dueAt).filter(
    ({ code }) => !reasons.some((reason) => reason.code === code),
  );
  const { replacing: ends, interrupts } = definition;
  const maybe = changes.some(({ field }) => field.onChange === "replace")
    ? (ends ?? (interrupts && message`and the old one is deleted first, ${interrupts} until there is a new one`))
    : undefined;
  return {
    action: reasons.length > 0 ? "update" : "none",
    reasons,
    outputs: [...new Set([...reasons, ...open].flatMap(({ outputs }) => outputNames(definition, outputs)))],
    replaces: [],
    deleteFirst: false,
    warnings: [
      ...notes,
      ...(open.length > 0 ? [MAY_BE_DUE] : []),
      ...(maybe ? [message`if this becomes a replacement, ${maybe}`] : []),
    ],
  };
}

/** @param planned for the resource by itself, without the object that it ends with */
export function endedWith(definition: Definition, prior: Values, ledger: Ledger, planned: Plan): Plan {
  const whole = ifKnown(() => definition.endsWith?.(onlyKnown(prior)));
  if (!whole || planned.action === "replace" || !ledger.isToBeReplaced(whole)) return planned;
  const why = `it ends with the ${whole.kind} ${JSON.stringify(whole.name)}, which is replaced`;
  return {
    ...planned,
    action: "replace",
    reasons: [...planned.reasons, { code: "changed", message: why, outputs: "all" }],
    outputs: outputNames(definition, "all"),
    warnings: definition.replacing ? [...planned.warnings, definition.replacing] : planned.warnings,
  };
}

/** An object of which another one takes the place has nothing in it that this resource has put there. */
function refilling(definition: Definition, prior: Values, ledger: PlanOptions["ledger"]): readonly Reason[] {
  const filled = definition.fills?.(prior);
  const isOther = filled && !sameAddress(filled, addressOf(definition, prior));
  if (!isOther || !ledger?.isToBeReplaced(filled)) return [];
  const why = `the ${filled.kind} ${JSON.stringify(filled.name)}, which it fills, is replaced: it is filled again, unless it is restored with what it has now`;
  return [{ code: "mend", message: why, outputs: "all" }];
}

export function dueReasons({ due = [] }: Definition, state: Values, inputs: Values, now: Date): readonly Reason[] {
  return due.flatMap((rule) => rule(state, inputs, now) ?? []);
}

/** The changes that a state needs by time alone, whatever the program says. */
export function dueAlone(definition: Definition, state: Values, now: Date): readonly Reason[] {
  return dueReasons(definition, state, withDefaults(fieldsOf(definition.inputs), state), now);
}

const MAY_BE_DUE = "a value that is not known yet decides whether more is due; if more is due, this run does it too";

/** Later than any date to which something is put off. */
const LAST = new Date(Date.UTC(9999, 0));

/**
 * Reasons that may become due once unknown values are known. The plan that is made then must find no output changed that this plan
 * promised to keep.
 */
function mayBeDue(
  { due = [], inputs: inputShape }: Definition,
  state: Values,
  { desired, settled }: { readonly desired: Values; readonly settled: Values },
  now: Date,
): readonly Reason[] {
  if (!hasUnknown(desired)) return [];
  const open = Object.entries(settled).map(([name, value]) => [
    name,
    hasUnknown(desired[name]) ? desired[name] : value,
  ]);
  const inputs = onlyKnown(Object.fromEntries(open));
  const isOpen = (rule: DueRule<Values, Values>): boolean => ifKnown(() => [rule(state, inputs, now)]) === undefined;
  // A rule that ends some day is due now and no longer at LAST. At time 0 no time decides: only rules without a clock are due.
  const moments = now.getTime() === 0 ? [now] : [now, LAST];
  const rules = due.filter(isOpen);
  return [settled, ...turnouts(inputShape, desired, settled)].flatMap((values) =>
    moments.flatMap((moment) => rules.flatMap((rule) => rule(state, values, moment) ?? [])),
  );
}

/** The settled inputs with other possible values for the unknown ones, one at a time: a switch that is off may turn out to be on. */
function turnouts(inputs: Definition["inputs"], desired: Values, settled: Values): readonly Values[] {
  const open = leavesOf(fieldsOf(inputs)).filter(({ path }) => hasUnknown(knownAt(desired, path)));
  return open.flatMap((field) => valuesOf(field).map((value) => withValueAt(settled, field.path, value)));
}

function valuesOf({ type, defaultValue, meta }: Field): readonly unknown[] {
  if (type.kind === "choice") return type.values;
  if (type.kind === "boolean") return [true, false];
  if (defaultValue !== undefined) return [defaultValue];
  return meta.secret ? [] : (meta.examples ?? []);
}

function outputNames({ outputs: { shape } }: Definition, outputs: Outputs): readonly string[] {
  return outputs === "all" ? Object.keys(shape) : outputs;
}

export function explain(definition: Definition, values: Values, planned: Plan): Message[] {
  const subject = subjectOf(definition, values);
  const changes = planned.reasons.every(({ isOpen }) => isOpen) ? "may change in place" : "changes in place";
  const verb = planned.action === "replace" ? "is replaced" : changes;
  const why = joined(
    planned.reasons.map((reason) => reason.message),
    "; ",
  );
  const lines = planned.action === "none" ? [] : [message`${subject} ${verb}: ${why}`];
  return [...lines, ...planned.warnings.map((warning) => message`${subject}: ${warning}`)];
}

export function advise(definition: Definition, desired: Values, now: Date): Message[] {
  const settled = settle(fieldsOf(definition.inputs), {}, desired);
  const notes = definition.notes?.(settled, undefined, now) ?? [];
  return notes.map((note) => message`${subjectOf(definition, settled)}: ${note}`);
}

function changesOf(definition: Definition, prior: Values, desired: Values): Change[] {
  const recorded = withDefaults(fieldsOf(definition.inputs), prior);
  return changedInputs(definition, recorded, desired).map((field) => ({
    field,
    from: valueAt(recorded, field.path),
    to: knownAt(desired, field.path),
  }));
}

/** @param made what another value of a `rekey` input makes */
function changeReason({ field, from, to }: Change, made?: string): Reason {
  const outputs = field.meta.affects ?? [];
  const isRekey = field.onChange === "rekey" && made !== undefined;
  const message = changeMessage(field, from, to, isRekey ? `makes ${made}` : undefined);
  const open = hasUnknown(to) ? { isOpen: true as const } : {};
  return { code: isRekey ? "rekey" : "changed", field: field.path, message, outputs, ...open };
}

/** @param effect of another value, beside that it is recorded */
function changeMessage(field: Field, from: unknown, to: unknown, effect: string | undefined): Message {
  const path = ref(field.path);
  if (hasUnknown(to)) {
    const other = field.onChange === "replace" ? "replaces the resource" : effect;
    return message`${path} is not known yet${other === undefined ? "" : `, and a value other than the present one ${other}`}`;
  }
  const so = effect === undefined ? "" : `, which ${effect}`;
  return field.meta.secret
    ? message`${path} changes${so}`
    : message`${path} changes from ${shown(from)} to ${shown(to)}${so}`;
}

const SHOWN_CHARACTERS = 120;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = value instanceof Secret ? String(value) : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

export function deletedBefore(interrupts: Message): Message {
  return message`is deleted before the new one is made, and until then ${interrupts}`;
}

function replacement(
  definition: Definition,
  prior: Values,
  desired: Values,
  changes: readonly Change[],
  warnings: readonly Message[],
): Plan {
  const { replacing, interrupts } = definition;
  const deleteFirst = sameAddress(addressOf(definition, prior), addressOf(definition, desired));
  return {
    action: "replace",
    reasons: changes.map((change) => ({ ...changeReason(change), outputs: "all" })),
    outputs: outputNames(definition, "all"),
    replaces: changes.map(({ field }) => field.path),
    deleteFirst,
    ...(interrupts && !deleteFirst && { interrupts }),
    warnings: [
      ...warnings,
      ...(replacing ? [replacing] : []),
      ...(interrupts && deleteFirst ? [message`because both have the same name, it ${deletedBefore(interrupts)}`] : []),
    ],
  };
}
