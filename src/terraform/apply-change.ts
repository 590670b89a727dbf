import { subjectOf, type Values } from "../core/definition";
import { ConflictError, NotFoundError, PartialError } from "../core/errors";
import { type Field, fieldsOf } from "../core/fields";
import { createState, objectKey, updateState } from "../core/lifecycle";
import { plan, settle } from "../core/plan";
import { isUnknown } from "../core/unknown";
import { failure, warning } from "./diagnostics";
import { snakeCase, writeOnlyName, writeOnlyVersionName } from "./names";
import { dueMoment } from "./plan-change";
import { asPlanned, idOf } from "./planned-state";
import { type PrivateRecord, readPrivate, writePrivate } from "./private-record";
import type { ApplyRequest, Attributes, Diagnostic, Recorded } from "./protocol/provider";
import { allFields, desiredState, type Resource, recordedValues } from "./resource";
import { ID, secretOutputs } from "./resource-schema";
import { recordedSecrets } from "./secrets/change";
import { clearNames } from "./secrets/kept";
import { stateFields, toAttributes } from "./values";

/** One change that the engine has planned and now applies. */
interface Change {
  readonly resource: Resource;
  readonly prior: Attributes | null;
  readonly planned: Attributes;
  readonly config: Attributes;
  readonly record: PrivateRecord;
}

/** What has been done. */
interface Done {
  readonly state: Values;
  readonly makesNew: boolean;
  /** Why it isn't all of it. */
  readonly failure?: Diagnostic;
}

/** Does what was planned. What is half done is recorded beside the error, so that nothing is lost. */
export async function applyChange(resource: Resource, request: ApplyRequest): Promise<Recorded> {
  const { prior, planned, config } = request;
  const { inPlaceOf: _, ...record } = readPrivate(request.private);
  const recorded = await (planned && config
    ? write({ resource, prior, planned, config, record })
    : remove(resource, prior ?? {}));
  return { ...recorded, diagnostics: [...recorded.diagnostics, ...resource.run.warnings()] };
}

async function write(change: Change): Promise<Recorded> {
  const { resource, prior, record } = change;
  const { diagnostics, desired, prior: before } = desiredState(resource, prior, withPlanned(change));
  if (diagnostics.length > 0) return { state: prior, private: writePrivate(record), diagnostics };
  try {
    return await recorded(change, before ? await update(change, before, desired) : await create(change, desired));
  } catch (error) {
    const diagnostic = failure(before ? withRefreshAdvice(error) : error, allFields(resource.definition));
    if (!(error instanceof PartialError))
      return { state: prior, private: writePrivate(record), diagnostics: [diagnostic] };
    return recorded(change, { state: { ...desired, ...before, ...error.state }, makesNew: true, failure: diagnostic });
  }
}

/** What the plan has settled stays so, also where a setting or the folder says otherwise by now. */
function withPlanned({ resource: { definition }, planned, config }: Change): Attributes {
  const sourced = fieldsOf(definition.inputs).filter(({ meta }) => meta.source !== undefined);
  const settled = sourced.map(({ name }) => {
    const will = planned[snakeCase(name)] ?? null;
    return [snakeCase(name), config[snakeCase(name)] ?? (isUnknown(will) ? null : will)] as const;
  });
  return { ...config, ...Object.fromEntries(settled) };
}

async function create({ resource }: Change, desired: Values): Promise<Done> {
  const { definition, vendor, run } = resource;
  const state = await createState(definition, run.context(vendor), desired);
  keep(resource, state);
  return { state, makesNew: true };
}

async function update({ resource, record }: Change, prior: Values, desired: Values): Promise<Done> {
  const { definition, vendor, run } = resource;
  const { action, outputs } = plan(definition, prior, desired, run.session.now(), dueMoment(record));
  const makesNew = secretOutputs(definition).some((name) => outputs.includes(name));
  keep(resource, prior);
  if (action === "none") return { state: { ...prior, ...settle(definition, prior, desired) }, makesNew };
  if (action === "replace") throw mustBeReplaced(subjectOf(definition, prior));
  const state = await updateState(definition, run.context(vendor), prior, desired, dueMoment(record));
  return { state, makesNew };
}

async function remove(resource: Resource, attributes: Attributes): Promise<Recorded> {
  const { definition, vendor, run } = resource;
  const state = recordedValues(definition, attributes);
  const key = objectKey(definition, state);
  if (key !== undefined && run.session.keeps(`${definition.name} ${key}`)) {
    const line = `${subjectOf(definition, state)} is not deleted, as another resource of this program has it now`;
    return { state: null, diagnostics: [warning(line)] };
  }
  try {
    await definition.delete(run.context(vendor), state);
    return { state: null, diagnostics: [] };
  } catch (error) {
    const left = error instanceof PartialError ? { ...state, ...error.state } : state;
    const remaining = { ...attributes, ...toAttributes(stateFields(definition).filter(isOpenly), left) };
    return { state: remaining, diagnostics: [failure(error, allFields(definition))] };
  }
}

function isOpenly({ meta }: Field): boolean {
  return meta.secret !== true;
}

/** Notes that the program has the object, whatever else is deleted in this run. */
function keep({ definition, run }: Resource, state: Values): void {
  const key = objectKey(definition, state);
  if (key !== undefined) run.session.keep(`${definition.name} ${key}`);
}

async function recorded(change: Change, done: Done): Promise<Recorded> {
  const { resource, prior, planned, config, record } = change;
  const { definition, run } = resource;
  const subject = subjectOf(definition, done.state);
  const secretChange = { definition, run, subject, prior, config, record, makesNew: done.makesNew };
  const secrets = await recordedSecrets(secretChange, planned, done.state);
  const actual = toAttributes(stateFields(definition), done.state);
  const isHalf = done.failure !== undefined;
  const state = {
    ...(isHalf ? actual : asPlanned(definition, planned, actual)),
    ...writeOnly(resource, isHalf && prior ? prior : planned),
    [ID]: idOf(definition, done.state),
    ...secrets.attributes,
  };
  const sealedTo = secrets.sealedTo === undefined ? {} : { sealedTo: secrets.sealedTo };
  // What is half done is due still.
  const dueAt = isHalf && record.dueAt !== undefined ? { dueAt: record.dueAt } : {};
  const diagnostics = done.failure ? [done.failure, ...secrets.diagnostics] : secrets.diagnostics;
  return { state, private: writePrivate({ ...sealedTo, ...dueAt }), diagnostics };
}

function writeOnly({ definition }: Resource, versions: Attributes): Attributes {
  return Object.fromEntries(
    clearNames(definition).flatMap((name) => [
      [writeOnlyName(name), null],
      [writeOnlyVersionName(name), versions[writeOnlyVersionName(name)] ?? null],
    ]),
  );
}

/** Whoever deleted the object, the engine takes it for recorded until it has been told. */
function withRefreshAdvice(error: unknown): unknown {
  if (!(error instanceof NotFoundError)) return error;
  const advice = "If it was deleted by hand, plan again: the next apply then makes it anew.";
  return new NotFoundError(error.problem, `${error.remedy} ${advice}`, error);
}

function mustBeReplaced(subject: string): ConflictError {
  return new ConflictError(
    `${subject}: what was planned as a change in place turns out to need a replacement`,
    "Nothing was written. Plan again: the new plan shows the replacement.",
  );
}
