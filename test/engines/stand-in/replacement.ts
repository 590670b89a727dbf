import { dependentsOf } from "./graph";
import type { Provider } from "./provider";
import type { ResourceState } from "./resource-state";
import { providerUrn } from "./urn";
import { type Properties, UNKNOWN } from "./wire";

export interface ReplacementQuestion {
  /** The resource that is about to be deleted ahead of its replacement. */
  readonly root: ResourceState;
  readonly resources: readonly ResourceState[];
  readonly ignored: ReadonlySet<string>;
  readonly providerOf: (state: ResourceState) => Provider;
}

/**
 * Dependents that have to be deleted before `root` is: those whose provider says "replace" when it is asked with the inputs that
 * come from `root` (or from another such dependent) unknown. In order, each after what it depends on.
 */
export async function dependentReplacements(question: ReplacementQuestion): Promise<ResourceState[]> {
  const { root, resources, ignored } = question;
  const replaced = new Set([root.urn]);
  const dependents: ResourceState[] = [];
  for (const candidate of dependentsOf(root, resources, ignored)) {
    if (!(await mustBeReplaced(candidate, replaced, question))) continue;
    replaced.add(candidate.urn);
    dependents.push(candidate);
  }
  return dependents;
}

async function mustBeReplaced(
  state: ResourceState,
  replaced: ReadonlySet<string>,
  { providerOf }: ReplacementQuestion,
): Promise<boolean> {
  if (!state.custom) return false;
  if (state.provider !== undefined && replaced.has(providerUrn(state.provider))) return true;
  const affected = affectedInputs(state, replaced);
  if (affected.length === 0) return false;
  const unknowns = Object.fromEntries(affected.map((key) => [key, UNKNOWN]));
  const news: Properties = { ...state.inputs, ...unknowns };
  const sides = { oldInputs: state.inputs, oldOutputs: state.outputs ?? {}, news };
  const { replaces } = await providerOf(state).diff({ urn: state.urn, id: state.id ?? "", ...sides });
  return replaces;
}

function affectedInputs({ inputs, propertyDependencies }: ResourceState, replaced: ReadonlySet<string>): string[] {
  return Object.keys(inputs).filter((key) => propertyDependencies[key]?.some((urn) => replaced.has(urn)));
}
