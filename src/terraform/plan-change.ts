import { parseTime } from "../core/clock";
import { subjectOf, type Values } from "../core/definition";
import { fieldsOf } from "../core/fields";
import { advise, CHANGED, explain, type Plan, plan, settle } from "../core/plan";
import { pathOf, warning } from "./diagnostics";
import { snakeCase, writeOnlyName, writeOnlyVersionName } from "./names";
import { idOf, plannedAttributes } from "./planned-state";
import { type PrivateRecord, readPrivate, writePrivate } from "./private-record";
import type { AttributePath, Attributes, Diagnostic, Planned, PlanRequest } from "./protocol/provider";
import { allFields, desiredState, type Resource } from "./resource";
import { secretOutputs } from "./resource-schema";
import { plannedSecrets } from "./secrets/change";

/** Of old, so that only what no clock decides is due. */
const NEVER = new Date(0);

/**
 * What applying the config would do. The engine asks again while it applies, maybe days later, and takes any difference
 * for a defect: so the clock decides nothing here, but a refresh has (`read-resource.ts`). Only warnings look at it.
 */
export async function planChange(resource: Resource, request: PlanRequest): Promise<Planned> {
  const { prior, config } = request;
  const record = readPrivate(request.private);
  if (!config || request.proposed === null) return { planned: null, private: writePrivate(record), diagnostics: [] };
  return prior ? planUpdate(resource, prior, config, record) : planCreate(resource, config, record);
}

/** The moment for which a plan asks what is due. */
export function dueMoment({ dueAt }: PrivateRecord): Date {
  return dueAt === undefined ? NEVER : parseTime(dueAt);
}

async function planCreate(resource: Resource, config: Attributes, { inPlaceOf }: PrivateRecord): Promise<Planned> {
  const { definition, run } = resource;
  const { desired, diagnostics } = desiredState(resource, null, config);
  const subject = subjectOf(definition, desired);
  const taken = run.labels.claim(definition, desired, inPlaceOf);
  const outputs = Object.keys(definition.outputs.shape);
  const secrets = await plannedSecrets({ definition, run, subject, prior: null, config, record: {}, makesNew: true });
  const advice = advise(definition, desired).map((line) => warning(line, allFields(definition)));
  return {
    planned: { ...plannedAttributes(definition, undefined, desired, outputs, config), ...secrets.attributes },
    private: new Uint8Array(),
    diagnostics: [...diagnostics, ...claimed(subject, taken), ...secrets.diagnostics, ...advice],
  };
}

async function planUpdate(
  resource: Resource,
  attributes: Attributes,
  config: Attributes,
  record: PrivateRecord,
): Promise<Planned> {
  const { definition, run } = resource;
  const { prior = {}, desired, diagnostics } = desiredState(resource, attributes, config);
  if (diagnostics.some(({ severity }) => severity === "error")) return { planned: attributes, diagnostics };
  const planned = plan(definition, prior, desired, run.session.now(), dueMoment(record));
  const subject = subjectOf(definition, prior);
  const makesNew = secretOutputs(definition).some((name) => planned.outputs.includes(name));
  const secrets = await plannedSecrets({ definition, run, subject, prior: attributes, config, record, makesNew });
  const id = planned.action === "replace" ? undefined : (idOf(definition, prior) ?? "");
  const taken =
    id === undefined
      ? undefined
      : run.labels.claim(definition, { ...prior, ...settle(definition, prior, desired) }, id);
  return {
    planned: { ...plannedAttributes(definition, prior, desired, planned.outputs, config), ...secrets.attributes },
    requiresReplace: planned.replaces.map((path) => replacing(resource, path, config)),
    private: writePrivate({ ...record, ...(id === undefined ? {} : { inPlaceOf: id }) }),
    diagnostics: [...claimed(subject, taken), ...secrets.diagnostics, ...spoken(resource, prior, desired, planned)],
  };
}

/** The attribute in which the engine sees the change: what is write-only never differs. */
function replacing({ definition }: Resource, path: string, config: Attributes): AttributePath {
  const attribute = pathOf(fieldsOf(definition.inputs), path, config);
  const [name = ""] = path.split(".");
  return attribute[0] === writeOnlyName(snakeCase(name)) ? [writeOnlyVersionName(snakeCase(name))] : attribute;
}

/** What the engine doesn't show by itself: why time asks for a change, and what a person should know. */
function spoken({ definition, run }: Resource, prior: Values, desired: Values, planned: Plan): Diagnostic[] {
  const ofTime = planned.reasons.filter(({ code }) => code !== CHANGED);
  const action = planned.action === "update" && ofTime.length === 0 ? "none" : planned.action;
  const reasons = planned.action === "replace" ? planned.reasons : ofTime;
  const settled = settle(definition, prior, desired);
  const lines = explain(definition, { ...prior, ...settled }, { ...planned, action, reasons });
  const later = planned.action === "update" ? dueByThis({ definition, run }, prior, desired, planned) : [];
  return [...lines, ...later].map((line) => warning(line, allFields(definition)));
}

/** What this change itself makes due is found by the next refresh. */
function dueByThis(
  { definition, run }: Pick<Resource, "definition" | "run">,
  prior: Values,
  desired: Values,
  planned: Plan,
): string[] {
  const settled = { ...settle(definition, prior, desired) };
  const known = planned.reasons.map(({ code }) => code);
  const due = definition
    .due({ ...prior, ...settled }, settled, run.session.now())
    .filter(({ code }) => !known.includes(code));
  return due.map(({ message }) => `${subjectOf(definition, settled)}: ${message}; the next run does that`);
}

function claimed(subject: string, problem: string | undefined): Diagnostic[] {
  return problem
    ? [{ severity: "error", summary: `${subject}: ${problem}`, detail: "Nothing was written.", attribute: ["label"] }]
    : [];
}
