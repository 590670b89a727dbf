import type { Definition, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { type RecordedResource, withoutSecrets } from "../core/recorded";
import { isPlainObject, objectsOf, UNKNOWN } from "../core/unknown";
import { calledBy, definitionsByName, isGone, kindOf } from "./export";
import { mapInside, UNKNOWN_TEXT } from "./wire";

/** Stands in a preview for every secret value. @see pkg/backend/display/json.go of pulumi/pulumi */
const SECRET_TEXT = "[secret]";

type Step = Readonly<Record<string, unknown>>;
type State = Readonly<Record<string, unknown>>;

/** Whether a document is the output of `pulumi preview --json`. */
export function isPreview(document: unknown): boolean {
  return isPlainObject(document) && isPlainObject(document["changeSummary"]);
}

/** The resources of `vendors` before the changes. @throws ConfigurationError for a failed or incomplete preview */
export function resourcesBefore(document: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  const steps = completeSteps(document);
  const before = new Map<string, RecordedResource>();
  for (const step of steps) {
    const state = stateOf(step, "oldState", vendors);
    if (state && step["op"] !== "import")
      before.set(state.called.address, resourceOf(state, state.inputs, state.outputs));
  }
  return [...before.values()];
}

/**
 * The same resources after the previewed changes, with `UNKNOWN` for values that aren't known yet. The preview of an
 * update doesn't show its outputs: the recorded ones stand for them.
 */
export function resourcesAfter(document: unknown, vendors: readonly Vendor[]): RecordedResource[] {
  const after = new Map<string, RecordedResource>();
  for (const step of completeSteps(document)) {
    const state = stateOf(step, isRetained(step) ? "oldState" : "newState", vendors);
    if (!state || (step["op"] === "delete" && !isRetained(step))) continue;
    const recorded = KEPT.has(String(step["op"])) ? (stateOf(step, "oldState", vendors)?.outputs ?? {}) : {};
    after.set(
      state.called.address,
      resourceOf(state, state.inputs, { ...recorded, ...state.outputs, ...state.inputs }),
    );
  }
  return [...after.values()];
}

/** Steps that keep the object. */
const KEPT: ReadonlySet<string> = new Set(["same", "update", "refresh"]);

/** Whether a delete leaves the object where it is, and only takes it out of the stack. */
function isRetained({ op, oldState }: Step): boolean {
  return op === "delete" && isPlainObject(oldState) && oldState["retainOnDelete"] === true;
}

interface Told {
  readonly definition: Definition;
  readonly called: ReturnType<typeof calledBy>;
  readonly inputs: State;
  readonly outputs: State;
}

function stateOf(step: Step, side: "oldState" | "newState", vendors: readonly Vendor[]): Told | undefined {
  const state = step[side];
  if (!isPlainObject(state)) return undefined;
  const definition = definitionsByName(vendors).get(kindOf(state["type"]));
  if (!definition || state["delete"] === true || isGone(state)) return undefined;
  const part = (values: unknown): State => (isPlainObject(values) ? (opened(values) as State) : {});
  const called = calledBy(definition, String(state["urn"] ?? step["urn"]));
  return { definition, called, inputs: part(state["inputs"]), outputs: part(state["outputs"]) };
}

function resourceOf({ definition, called }: Told, inputs: State, outputs: State): RecordedResource {
  const [given, made] = [withoutSecrets(definition, inputs), withoutSecrets(definition, outputs)];
  return { ...called, definition, inputs: given, outputs: made };
}

/** A reader of the preview doesn't know secret values. */
function opened(value: unknown): unknown {
  if (value === UNKNOWN_TEXT || value === SECRET_TEXT) return UNKNOWN;
  return mapInside(value, opened);
}

function completeSteps(document: unknown): readonly Step[] {
  const { steps, changeSummary, diagnostics } = document as Readonly<Record<string, unknown>>;
  if (objectsOf(diagnostics).some(({ severity }) => severity === "error")) {
    throw new ConfigurationError(
      "this preview failed, and shows only what had been previewed by then",
      "Fix what `pulumi preview` reports, and give a preview that succeeds.",
    );
  }
  const told = objectsOf(steps);
  const same = isPlainObject(changeSummary) ? Number(changeSummary["same"] ?? 0) : 0;
  // The stack itself is always shown.
  const shown = told.filter(({ op, urn }) => op === "same" && !String(urn).includes("::pulumi:pulumi:Stack::"));
  if (shown.length > 0 || same <= 1) return told;
  throw new ConfigurationError(
    "this preview leaves out the resources that it doesn't change, without which the others can't be understood",
    "Give what `pulumi preview --json --show-sames` prints.",
  );
}
