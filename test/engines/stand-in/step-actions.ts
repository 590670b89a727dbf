import type { Provider } from "./provider";
import type { ProviderHost } from "./provider-host";
import { markSecretOutputs, type ResourceState } from "./resource-state";
import type { Step } from "./step";
import { isProviderType } from "./urn";

export interface ActionContext {
  readonly dryRun: boolean;
  readonly host: ProviderHost;
  readonly providerOf: (type: string, reference: string | undefined) => Provider;
}

/**
 * Carries out one step: makes its call, if it has one, and fills in the new state.
 * @returns reasons why the resource is not ready though it was made or changed; empty when it is.
 * @throws Error when the call failed and nothing was made or changed.
 */
export async function perform(step: Step, context: ActionContext): Promise<readonly string[]> {
  const reasons = await act(step, context);
  // After a create-before-delete replacement the new state is already recorded, and is left alone.
  if (step.next && step.op !== "replace") {
    step.next.initErrors = reasons;
    markSecretOutputs(step.next);
  }
  return reasons;
}

async function act(step: Step, context: ActionContext): Promise<readonly string[]> {
  const { op, old, next } = step;
  if (op === "same" && old && next) return await keep(old, next, context);
  if ((op === "create" || op === "create-replacement") && next) return await create(step, next, context);
  if (op === "update" && old && next) return await update(old, next, context);
  if ((op === "delete" || op === "delete-replaced") && old) return await remove(step, old, context);
  return [];
}

async function keep(old: ResourceState, next: ResourceState, { host }: ActionContext): Promise<readonly string[]> {
  adoptIdentity(next, old);
  if (old.outputs) next.outputs = old.outputs;
  if (isProviderType(next.type)) await host.keep(next.urn, next.id ?? "", old.inputs);
  return [];
}

async function create(step: Step, next: ResourceState, context: ActionContext): Promise<readonly string[]> {
  const reasons = next.custom ? await createCustom(next, context) : [];
  next.created = next.modified = new Date().toISOString();
  if (step.old && step.deletesOldLater) step.old.delete = true;
  return reasons;
}

async function createCustom(next: ResourceState, { dryRun, providerOf }: ActionContext): Promise<readonly string[]> {
  const { urn, type } = next;
  // A dynamic provider is not asked in a preview: the inputs stand for the outputs, and there is no id.
  if (dryRun && !isProviderType(type)) {
    next.outputs = { ...next.inputs };
    return [];
  }
  const created = await providerOf(type, next.provider).create({ urn, properties: next.inputs });
  next.id = created.id;
  next.outputs = created.outputs;
  return created.initErrors ?? [];
}

async function update(old: ResourceState, next: ResourceState, context: ActionContext): Promise<readonly string[]> {
  const { dryRun, providerOf } = context;
  adoptIdentity(next, old);
  if (!next.custom) return [];
  if (dryRun && !isProviderType(next.type)) {
    next.outputs = { ...next.inputs };
    return [];
  }
  const sides = { oldInputs: old.inputs, oldOutputs: old.outputs ?? {}, news: next.inputs };
  const outcome = await providerOf(next.type, next.provider).update({ urn: next.urn, id: old.id ?? "", ...sides });
  next.outputs = outcome.outputs;
  next.modified = new Date().toISOString();
  // What exists was not brought to the new inputs, so the old ones stay on record.
  if (outcome.initErrors) next.inputs = old.inputs;
  return outcome.initErrors ?? [];
}

async function remove(
  step: Step,
  old: ResourceState,
  { dryRun, providerOf }: ActionContext,
): Promise<readonly string[]> {
  if (step.op === "delete" && old.protect) throw new Error(`resource "${old.urn}" cannot be deleted: it is protected`);
  if (!dryRun && old.custom) {
    const { urn, id = "", inputs, outputs = {} } = old;
    await providerOf(old.type, old.provider).delete({ urn, id, properties: outputs, oldInputs: inputs });
  }
  // Set only now: a delete that failed has to be tried again.
  if (step.awaitsReplacement) old.pendingReplacement = true;
  return [];
}

function adoptIdentity(next: ResourceState, old: ResourceState): void {
  if (old.id !== undefined) next.id = old.id;
}
