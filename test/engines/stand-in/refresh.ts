import { describeInitErrors } from "./init-failure";
import type { Provider } from "./provider";
import { errorText, type Report } from "./report";
import { markSecretOutputs, type ResourceState } from "./resource-state";
import { Slots } from "./slots";
import type { Step } from "./step";
import { isProviderType } from "./urn";

export interface RefreshContext {
  readonly resources: readonly ResourceState[];
  readonly providerOf: (type: string, reference: string | undefined) => Provider;
  readonly report: Report;
  /** In a command that is only a refresh each resource counts as unchanged, changed or gone. */
  readonly counted: boolean;
}

/**
 * Reads all resources side by side, and compares what each is with what it should be. A failure to read one is reported.
 * @returns the state with fresh outputs, without what is gone; what could not be read is in it as it was.
 */
export async function refreshAll(context: RefreshContext): Promise<ResourceState[]> {
  const slots = new Slots();
  const reads = context.resources.map((state) => slots.run(() => refreshOne(state, context)));
  const refreshed = await Promise.all(reads);
  return withoutDanglingReferences(refreshed.filter((state) => state !== undefined));
}

async function refreshOne(old: ResourceState, context: RefreshContext): Promise<ResourceState | undefined> {
  const step: Step = { op: "refresh", urn: old.urn, old };
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) {
    context.report.step(step, context.counted ? "same" : undefined);
    return old;
  }
  try {
    const { state, outcome } = await readAndCompare(old, context);
    context.report.step(step, context.counted ? outcome : undefined);
    return state;
  } catch (error) {
    context.report.error(errorText(error), old.urn);
    return old;
  }
}

interface Refreshed {
  readonly state: ResourceState | undefined;
  readonly outcome: "same" | "update" | "delete";
}

async function readAndCompare(old: ResourceState, { providerOf, report }: RefreshContext): Promise<Refreshed> {
  const provider = providerOf(old.type, old.provider);
  const { urn, id = "", inputs, outputs = {} } = old;
  const fresh = await provider.read({ urn, id, properties: outputs, inputs });
  if (fresh.initErrors) report.warning(describeInitErrors(fresh.initErrors));
  if (fresh.id === "") return { state: undefined, outcome: "delete" };
  const read = { id: fresh.id, inputs: fresh.inputs ?? inputs, outputs: fresh.outputs };
  const state: ResourceState = { ...old, ...read, initErrors: fresh.initErrors ?? [] };
  // The question is what the next update would change, so the fresh side stands where the old one usually does.
  const sides = { oldInputs: state.inputs, oldOutputs: fresh.outputs, news: inputs };
  const { changes } = await provider.diff({ urn, id: fresh.id, ...sides });
  markSecretOutputs(state);
  return { state, outcome: changes ? "update" : "same" };
}

/** Takes references to resources that are gone out of those that are left, and what has no reference left out of the table. */
function withoutDanglingReferences(resources: readonly ResourceState[]): ResourceState[] {
  const present = new Set(resources.map(({ urn }) => urn));
  const keep = (urns: readonly string[]): string[] => urns.filter((urn) => present.has(urn));
  for (const state of resources) {
    state.dependencies = keep(state.dependencies);
    const entries = Object.entries(state.propertyDependencies).map(([key, urns]) => [key, keep(urns)] as const);
    state.propertyDependencies = Object.fromEntries(entries.filter(([, urns]) => urns.length > 0));
  }
  return [...resources];
}
