import { aboutRecord, withRefreshAdvice } from "../core/damage";
import { subjectOf, type Values } from "../core/definition";
import { PartialError } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { createState, deleteState, engineId, secretOutputs, updateState } from "../core/lifecycle";
import { plan } from "../core/plan";
import { hasUnknown } from "../core/unknown";
import { DUE, dueIn, dueMoment } from "./due";
import { identityAttributes } from "./identity";
import { writeOnlyAttributes } from "./inputs";
import { snakeCase } from "./names";
import { asPlanned, plannedConfig } from "./planned-state";
import { type PrivateRecord, readPrivate, writePrivate } from "./private-record";
import { diagnosticOf } from "./protocol/diagnostics";
import type { ApplyRequest, Attributes, Diagnostic, Recorded } from "./protocol/provider";
import { contextOf, type Desired, desiredState, nonceIn, type Resource, recordedValues, titleOf } from "./resource";
import { ID, NONCE, SEALED } from "./resource-schema";
import { recordedSecrets, sealedMark } from "./secrets";
import { stateFields, toAttributes, toValues } from "./values";

interface Change {
  readonly resource: Resource;
  readonly prior: Attributes | null;
  readonly planned: Attributes;
  readonly config: Attributes;
  readonly record: PrivateRecord;
}

interface Done {
  readonly state: Values;
  readonly secrets: Values;
  readonly makesNew: boolean;
  /** Why the change is only half done. */
  readonly failure?: Diagnostic;
}

const REFRESH = "If it was deleted by hand, plan again: the next apply then recreates it.";

/** Applies a plan. A half-done object is recorded beside the error, so that nothing is lost. */
export async function applyChange(resource: Resource, request: ApplyRequest): Promise<Recorded> {
  const { prior, planned, config, identity } = request;
  resource.run.isApplying = true;
  const { inPlaceOf: _, stays: __, ...record } = readPrivate(request.private);
  if (!planned || !config) return { identity, ...(await remove(resource, prior ?? {}, record)) };
  const done = await write({ resource, prior, planned, config, record });
  const { definition } = resource;
  const told = done.state && identityAttributes(definition, recordedValues(definition, done.state), identity);
  return { ...done, identity: told ?? identity };
}

async function write(change: Change): Promise<Recorded> {
  const { prior, record } = change;
  const { diagnostics, desired, prior: before } = wanted(change);
  if (diagnostics.length > 0) return { state: prior, private: writePrivate(record), diagnostics };
  const done = await (before ? update(change, before, desired) : create(change, desired)).catch((error: unknown) =>
    broken(change, { ...desired, ...before }, before ? withRefreshAdvice(error, REFRESH) : error),
  );
  return "diagnostics" in done ? done : toRecord(change, done);
}

/** The planned values, and nothing else that the program says: the engine may have been told to ignore its changes. */
function wanted({ resource, prior, planned, config, record }: Change): Desired {
  const { definition, run } = resource;
  const given = plannedConfig(definition, planned, config);
  const ask = run.ask(definition, toValues(fieldsOf(definition.inputs), given));
  const isOpen = (name: string): boolean => hasUnknown(planned[snakeCase(name)]);
  return desiredState(resource, prior, given, record, (origin, name) => (isOpen(name) ? ask(origin, name) : undefined));
}

function broken({ resource, prior, record }: Change, recordedSoFar: Values, error: unknown): Done | Recorded {
  const diagnostic = diagnosticOf(prior ? aboutRecord(titleOf(resource.definition, prior), error) : error);
  if (!(error instanceof PartialError))
    return { state: prior, private: writePrivate(record), diagnostics: [diagnostic] };
  return { state: { ...recordedSoFar, ...error.state }, secrets: error.state, makesNew: true, failure: diagnostic };
}

async function create({ resource, record }: Change, desired: Values): Promise<Done> {
  const { definition, run } = resource;
  if (secretOutputs(definition).length > 0) await run.readyToSeal();
  const state = await createState(definition, contextOf(resource, record.newNonce), desired);
  return { state, secrets: state, makesNew: true };
}

async function update(change: Change, prior: Values, desired: Values): Promise<Done> {
  const { resource, record, prior: attributes } = change;
  const { definition, run } = resource;
  const planned = plan(definition, prior, desired, run.now(), { dueAt: dueMoment(record), ledger: run.ledger });
  const makesNew = secretOutputs(definition).some((name) => planned.outputs.includes(name));
  if (makesNew) await run.readyToSeal();
  const state = await updateState(
    definition,
    contextOf(resource, nonceIn(definition, attributes ?? {}, record)),
    prior,
    desired,
    planned,
  );
  run.hasChanged(prior, subjectOf(definition, prior));
  return { state, secrets: state, makesNew };
}

async function remove(resource: Resource, attributes: Attributes, record: PrivateRecord): Promise<Recorded> {
  const { definition } = resource;
  const state = recordedValues(definition, attributes);
  try {
    await deleteState(definition, contextOf(resource, nonceIn(definition, attributes, record)), state);
    return { state: null, diagnostics: [] };
  } catch (error) {
    const diagnostics = [diagnosticOf(aboutRecord(titleOf(definition, attributes), error))];
    // The engine keeps the state that it has; the private bytes here may be those of the replacement.
    if (!(error instanceof PartialError)) return { state: null, diagnostics };
    const left = toAttributes(
      stateFields(definition).filter(({ meta }) => !meta.secret),
      { ...state, ...error.state },
    );
    const { newNonce: _, ...own } = record;
    return { state: { ...attributes, ...left }, private: writePrivate(own), diagnostics };
  }
}

async function toRecord(change: Change, done: Done): Promise<Recorded> {
  const { resource, prior, planned, config, record } = change;
  const { definition, run } = resource;
  const subject = subjectOf(definition, done.state);
  const secretChange = { definition, run, subject, prior, config, record, makesNew: done.makesNew };
  const secrets = await recordedSecrets(secretChange, planned, done.secrets);
  const actual = toAttributes(stateFields(definition), done.state);
  const isHalf = done.failure !== undefined;
  const due: Attributes = isHalf ? dueIn(definition, done.state, dueMoment(record)) : { [DUE]: planned[DUE] ?? null };
  const state: Attributes = {
    ...(isHalf ? actual : asPlanned(planned, actual)),
    ...writeOnlyAttributes(definition, isHalf && prior ? prior : planned),
    ...(definition.due ? due : {}),
    [ID]: engineId(definition, done.state) ?? null,
    [NONCE]: prior ? (prior[NONCE] ?? null) : (record.newNonce ?? null),
    ...secrets.attributes,
  };
  const isSame = prior !== null && state[SEALED] === prior[SEALED];
  const sealed = isSame ? record.sealed : sealedMark(state);
  // A half-done change is still due.
  const dueAt = isHalf ? record.dueAt : undefined;
  // A derived nonce is that of the object as it was first recorded.
  const nonce = state[NONCE] === null && prior ? nonceIn(definition, prior, record) : undefined;
  const diagnostics = done.failure ? [done.failure, ...secrets.diagnostics] : secrets.diagnostics;
  return { state, private: writePrivate({ sealedTo: secrets.sealedTo, sealed, dueAt, nonce }), diagnostics };
}
