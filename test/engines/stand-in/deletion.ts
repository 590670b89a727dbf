import { deletionWaves } from "./graph";
import type { Planner } from "./planner";
import type { ResourceState } from "./resource-state";
import type { RunContext } from "./run-context";
import type { Step } from "./step";
import { providerReference } from "./urn";

/**
 * Deletes what the run has not registered and what it has replaced, dependents first. With no registrations at all that is
 * everything.
 */
export async function deleteLeftovers(context: RunContext): Promise<void> {
  const { snapshot, planner, executor, report } = context;
  const steps = new Map(snapshot.base.flatMap((state) => leftoverStep(state, planner)).map((step) => [step.old, step]));
  const condemned = [...steps.keys()];
  await ensureProviders(context, condemned);
  for (const wave of deletionWaves(condemned, snapshot.base)) {
    if (report.failed) return;
    const chains = wave.flatMap((state) => steps.get(state) ?? []);
    await Promise.all(chains.map((step) => executor.execute([step])));
  }
}

/** Starts and configures, from what is recorded, the providers that the given resources need and that this run has not met. */
export async function ensureProviders({ snapshot, host }: RunContext, states: readonly ResourceState[]): Promise<void> {
  for (const reference of new Set(states.map(({ provider }) => provider))) {
    const recorded = snapshot.base.find(({ urn, id }) => id !== undefined && providerReference(urn, id) === reference);
    if (recorded) await host.keep(recorded.urn, recorded.id ?? "", recorded.inputs);
  }
}

type Leftover = Step & { readonly old: ResourceState };

function leftoverStep(state: ResourceState, planner: Planner): Leftover[] {
  const { urn } = state;
  if (state.delete) return planner.deletedAhead.has(state) ? [] : [{ op: "delete-replaced", urn, old: state }];
  if (["same", "update", "replace"].includes(planner.decisions.get(urn) ?? "")) return [];
  // One that was deleted ahead and is not wanted any more needs no call.
  return [{ op: state.pendingReplacement ? "remove-pending-replace" : "delete", urn, old: state }];
}
