import type { Goal } from "./goal";
import { isSecret, makeSecret, type Properties } from "./wire";

/** One resource as the engine keeps it; field names are those of the checkpoint. Secrets are wrapped, never encrypted, here. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  id?: string;
  inputs: Properties;
  outputs?: Properties;
  parent?: string;
  protect?: boolean;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** Provider that manages the resource, as URN and id. */
  provider?: string;
  additionalSecretOutputs: readonly string[];
  /** Why the resource counts as made but not ready; such a resource is updated by the next run in any case. */
  initErrors: readonly string[];
  /** Replaced by a newer one, not yet deleted. */
  delete?: boolean;
  /** Deleted ahead of its replacement, which has not been made yet. */
  pendingReplacement?: boolean;
  created?: string;
  modified?: string;
}

/** The state that a registration asks for, before any step has filled in id and outputs. */
export function stateFromGoal(goal: Goal, inputs: Properties, old: ResourceState | undefined): ResourceState {
  return {
    urn: goal.urn,
    type: goal.type,
    custom: goal.custom,
    inputs,
    ...(goal.parent === undefined ? {} : { parent: goal.parent }),
    ...(goal.provider === undefined ? {} : { provider: goal.provider }),
    protect: goal.protect,
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    initErrors: [],
    ...(old?.created === undefined ? {} : { created: old.created }),
    ...(old?.modified === undefined ? {} : { modified: old.modified }),
  };
}

/** Everything that must be there, in reverse: URNs of parent, provider and dependencies. */
export function dependencyUrns(state: ResourceState): Set<string> {
  return new Set([...state.dependencies, ...Object.values(state.propertyDependencies).flat()]);
}

/** Marks secret outputs after a step: those that the program listed, and those that share their name with a secret input. */
export function markSecretOutputs(state: ResourceState): void {
  const { outputs } = state;
  if (!outputs) return;
  for (const [key, value] of Object.entries(outputs)) {
    const secret = state.additionalSecretOutputs.includes(key) || isSecret(state.inputs[key]);
    if (secret && !isSecret(value)) outputs[key] = makeSecret(value);
  }
}
