import { addressOf } from "../core/address";
import { type Claim, claimProblems, deletionProblem, endingOf } from "../core/claims";
import { knownAt, needsBefore } from "../core/compare";
import { aboutRecord } from "../core/damage";
import { type Definition, subjectOf, type Values } from "../core/definition";
import type { KeysmithError } from "../core/errors";
import { fieldsOf, leavesOf } from "../core/fields";
import { changesIdentity } from "../core/identity";
import { settle } from "../core/left-out";
import { noteRecorded, secretOutputs } from "../core/lifecycle";
import { inWords, joined, type Message, message, ref } from "../core/message";
import { newNonce } from "../core/nonce";
import { advise, deletedBefore, dueReasons, endedWith, explain, type Plan, plan } from "../core/plan";
import { hasUnknown, UNKNOWN } from "../core/unknown";
import { pathOf, warning } from "./diagnostics";
import { dueMoment, planMoment, plannedDue } from "./due";
import { hclWords, snakeCase, writeOnlyVersionName } from "./names";
import { plannedAttributes } from "./planned-state";
import { type PrivateRecord, readPrivate, writePrivate } from "./private-record";
import { diagnosticOf } from "./protocol/diagnostics";
import type { AttributePath, Attributes, Diagnostic, Planned, PlanRequest } from "./protocol/provider";
import { desiredState, nonceIn, type Resource, recordedValues, titleOf } from "./resource";
import { NONCE } from "./resource-schema";
import { plannedSecrets } from "./secrets";

/** Stands for the nonce of a resource whose state doesn't say it. */
const UNFINISHED = "unfinished";

/**
 * Plans what applying the config would do. The engine asks again while it applies, maybe days later, and takes any
 * difference for a defect. If it then hands back this plan's private record, the clock decides once, here. Otherwise a
 * refresh has decided (`read-resource.ts`), and here only warnings look at the clock.
 */
export function planChange(resource: Resource, request: PlanRequest): Planned {
  const { prior, config, identity } = request;
  const record = readPrivate(request.private);
  if (!config || request.proposed === null) return { identity, ...planDelete(resource, prior ?? {}, record) };
  // For the create of a replacement, engines give the identity of the replaced object.
  if (!prior) return planCreate(resource, config, record);
  const { run } = resource;
  const planned = readPrivate(request.plannedPrivate);
  if (planned.dueAt !== undefined) run.isApplying = true;
  const moment = planMoment(record, planned, run.storesPlanned, run.now());
  return { identity, ...planUpdate(resource, prior, config, { ...record, ...moment }) };
}

/** How one object gets out of one of two records. */
const ONE_RECORD =
  "Nothing was written. To give an object another address in the program, write a moved block; to have one record forget it, a removed block with `destroy = false`.";

/** Refuses what can't be deleted, before anything else is deleted. */
function planDelete(resource: Resource, prior: Attributes, record: PrivateRecord): Planned {
  const { definition, run } = resource;
  const answer = (...diagnostics: Diagnostic[]): Planned => ({
    planned: null,
    private: writePrivate(record),
    diagnostics,
  });
  try {
    // In an apply the engine plans a deletion only for an object whose replacement it has already made.
    const nonce = nonceIn(definition, prior, record);
    if (nonce !== undefined) run.ledger.succeeded(nonce);
    const recorded = recordedValues(definition, prior);
    const refused = definition.undeletable?.(recorded);
    if (refused) return answer(diagnosticOf(refused));
    const title = titleOf(definition, prior);
    const { deleting } = definition;
    return answer(
      ...(run.isApplying ? [] : shared(resource, title, recorded)),
      ...(deleting === undefined ? [] : [warning(message`${title}: ${deleting}`)]),
    );
  } catch (error) {
    return answer(diagnosticOf(aboutRecord(titleOf(definition, prior), error)));
  }
}

function planCreate(resource: Resource, config: Attributes, { inPlaceOf, stays }: PrivateRecord): Planned {
  const { definition, run } = resource;
  const { desired, diagnostics } = desiredState(resource, null, config, {});
  const subject = subjectOf(definition, desired);
  const outputs = Object.keys(definition.outputs.shape);
  const address = addressOf(definition, desired);
  // For a tainted object the engine plans only the replacement; the refresh has noted that the object is recorded.
  if (address && run.ledger.hasRecorded(address)) run.ledger.willReplace(address);
  const secrets = plannedSecrets({
    definition,
    run,
    subject,
    prior: null,
    config,
    record: {},
    makesNew: true,
    values: desired,
  });
  const advice = advise(definition, desired, run.now()).map(warning);
  return {
    planned: {
      ...plannedAttributes(definition, undefined, desired, outputs, config),
      ...plannedDue(definition, null, "update"),
      // Both plans of a create make a nonce, and only the create knows which one counts.
      [NONCE]: UNKNOWN,
      ...secrets.attributes,
    },
    private: writePrivate({ newNonce: newNonce(run.now()) }),
    diagnostics: [
      ...staying(subject, stays, address && run.ledger.undeletable(address)),
      ...diagnostics,
      ...claimed(resource, subject, { values: desired, claimant: inPlaceOf, isNew: true }),
      ...secrets.diagnostics,
      ...advice,
    ],
  };
}

function planUpdate(resource: Resource, attributes: Attributes, config: Attributes, record: PrivateRecord): Planned {
  const { definition, run } = resource;
  const { prior = {}, desired, diagnostics } = desiredState(resource, attributes, config, record);
  const subject = subjectOf(definition, prior);
  const problems = record.unread ? [...diagnostics, mustBeRead(subject)] : diagnostics;
  if (problems.length > 0) return { planned: attributes, private: writePrivate(record), diagnostics: problems };
  const { ledger } = run;
  const alone = plan(definition, prior, desired, run.now(), { dueAt: dueMoment(record), ledger });
  const planned = endedWith(definition, prior, ledger, alone);
  const late = planned.action === "replace" ? tooLate(resource, prior, planned) : [];
  if (late.some(({ severity }) => severity === "error"))
    return { planned: attributes, private: writePrivate(record), diagnostics: late };
  if (planned.action === "update") run.willChange(prior, subject);
  // An engine may plan once more, after a refresh that it left out at first.
  else run.hasChanged(prior, subject);
  const makesNew = secretOutputs(definition).some((name) => planned.outputs.includes(name));
  noteRecorded(definition, run.ledger, prior);
  const claimant = nonceIn(definition, attributes, record) ?? UNFINISHED;
  const settled = { ...prior, ...settle(fieldsOf(definition.inputs), prior, desired) };
  const clashes =
    planned.action === "replace"
      ? shared(resource, subject, prior, claimant)
      : claimed(resource, subject, { values: settled, claimant, ending: endingOf(definition, prior, planned.reasons) });
  const change = { definition, run, subject, prior: attributes, config, record, makesNew, values: settled };
  const secrets = plannedSecrets(change);
  return {
    planned: {
      ...plannedAttributes(definition, prior, desired, planned.outputs, config),
      ...plannedDue(definition, attributes, planned.action),
      [NONCE]: attributes[NONCE] ?? null,
      ...secrets.attributes,
    },
    ...(changesIdentity(definition, planned.outputs) && { identity: undefined }),
    requiresReplace: replacedBy(resource, planned, attributes, config),
    private: writePrivate({
      ...record,
      inPlaceOf: claimant,
      stays: definition.undeletable?.(prior)?.in(hclWords).problem,
    }),
    diagnostics: [...clashes, ...secrets.diagnostics, ...late, ...spoken(resource, prior, desired, planned)],
  };
}

/** If no input causes the replacement, any output serves as the cause, as none is known. */
function replacedBy(resource: Resource, planned: Plan, prior: Attributes, config: Attributes): AttributePath[] {
  if (planned.action === "replace" && planned.replaces.length === 0)
    return planned.outputs.slice(0, 1).map((name) => [snakeCase(name)]);
  return planned.replaces.map((path) => replacing(resource, path, prior, config));
}

/** The attribute in which the engine sees the change: a write-only one never differs, but its version does. */
function replacing({ definition }: Resource, path: string, prior: Attributes, config: Attributes): AttributePath {
  const [name = ""] = path.split(".");
  const version = writeOnlyVersionName(snakeCase(name));
  const isByVersion = version in prior && (prior[version] ?? null) !== (config[version] ?? null);
  return isByVersion ? [version] : pathOf(fieldsOf(definition.inputs), path);
}

function staying(subject: string, stays: string | undefined, tainted: KeysmithError | undefined): Diagnostic[] {
  const why = stays ?? tainted?.in(hclWords).problem;
  if (why === undefined) return [];
  const detail = stays === undefined ? { detail: "It is tainted: `terraform untaint` it, and plan again." } : {};
  return [{ severity: "error", summary: `${subject} can't be replaced: ${why}`, ...detail }];
}

function mustBeRead(subject: string): Diagnostic {
  return {
    severity: "error",
    summary: `${subject}: it was imported and never read, so nothing can be planned for it`,
    detail: "Plan without -refresh=false. Nothing was written.",
  };
}

/**
 * In an apply the engine plans an in-place change again, and takes a replacement for a provider's bug: a value that the
 * plan didn't know is another one. An apply is certain once something was applied, or if the engine hands back what was
 * planned. Otherwise the only sign is whether it has read the object, as it does before a plan unless told not to.
 */
function tooLate({ definition, run }: Resource, prior: Values, { reasons }: Plan): Diagnostic[] {
  const subject = subjectOf(definition, prior);
  const done = "It was not changed. Plan again: the next run replaces it.";
  if (run.isApplying) {
    const why = joined(
      reasons.map((reason) => reason.message),
      "; ",
    );
    const text = message`${subject} would have to be replaced, which the plan did not say, because the value that decides it was not known then: ${why}`;
    return [{ severity: "error", summary: inWords(text, hclWords), detail: done }];
  }
  const address = addressOf(definition, prior);
  if (run.storesPlanned || !address || run.ledger.hasRecorded(address)) return [];
  const text = `${subject}: if this is shown in an apply, the engine stops there and calls the plan inconsistent, because the value that decides was not known when the plan was made`;
  return [warning(`${text}. ${done}`)];
}

/** Warnings of what the engine doesn't show by itself: why a change is due, and what a person should know. */
function spoken({ definition, run }: Resource, prior: Values, desired: Values, planned: Plan): Diagnostic[] {
  const ofTime = planned.reasons.filter(({ code }) => code !== "changed");
  const action = planned.action === "update" && ofTime.length === 0 ? "none" : planned.action;
  const reasons = planned.action === "replace" ? planned.reasons : ofTime;
  const settled = { ...prior, ...settle(fieldsOf(definition.inputs), prior, desired) };
  const lines = explain(definition, settled, { ...planned, action, reasons });
  const now = run.now();
  const more =
    planned.action === "update"
      ? [...mayReplace(definition, desired), ...dueByThis(definition, settled, planned, now)]
      : [];
  const { interrupts } = planned;
  if (planned.action !== "replace")
    for (const needs of needsBefore(definition, prior, desired))
      more.push(
        message`${needs}. Set \`create_before_destroy\` on the object that it names now, if that is replaced in this run`,
      );
  // The engine doesn't tell in which order it replaces.
  if (interrupts) more.push(message`unless \`create_before_destroy\` is set, it ${deletedBefore(interrupts)}`);
  return [...lines, ...more.map((line) => message`${subjectOf(definition, settled)}: ${line}`)].map(warning);
}

/** Warns of unknown values: an engine doesn't let an in-place change become a replacement while it applies. */
function mayReplace(definition: Definition, desired: Values): Message[] {
  const open = leavesOf(fieldsOf(definition.inputs)).filter(
    ({ path, onChange }) => onChange === "replace" && hasUnknown(knownAt(desired, path)),
  );
  return open.map(
    ({ path }) =>
      message`${ref(path)} is not known yet: if it turns out to be a different value, this apply stops before it changes anything of this resource, and the next one replaces it. A value that differs in every run, such as a timestamp, never gets there: give one that stays the same, or replace the resource with -replace`,
  );
}

/** What this change itself makes due, which the next refresh finds. A credential that it replaces is due for nothing. */
function dueByThis(definition: Definition, settled: Values, planned: Plan, now: Date): Message[] {
  const known = planned.reasons.map(({ code }) => code);
  const isMadeAnew = planned.reasons.some(({ outputs }) => outputs === "all");
  const due = dueReasons(definition, settled, settled, now).filter(
    ({ code, outputs }) => !known.includes(code) && !(isMadeAnew && outputs === "all"),
  );
  return due.map((reason) => message`${reason.message}; the next run does that`);
}

/** Refuses to delete what another resource of this run has. @param claimant names the resource if another object replaces its own */
function shared({ definition, run }: Resource, subject: string, values: Values, claimant?: string): Diagnostic[] {
  const reason = deletionProblem({ ledger: run.ledger, definition, values, claimant });
  return reason === undefined ? [] : [{ severity: "error", summary: `${subject}: ${reason}`, detail: ONE_RECORD }];
}

/** Refuses what another resource of this run has already. */
function claimed(
  { definition, run: { ledger } }: Resource,
  subject: string,
  claim: Omit<Claim, "ledger" | "definition">,
): Diagnostic[] {
  const [clash] = claimProblems({ ...claim, ledger, definition });
  if (!clash) return [];
  const summary = `${subject}: ${clash.reason}`;
  const detail = clash.field === definition.subject ? ONE_RECORD : "Nothing was written.";
  return [{ severity: "error", summary, detail, attribute: [snakeCase(clash.field)] }];
}
