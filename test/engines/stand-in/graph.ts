import { dependencyUrns, type ResourceState } from "./resource-state";
import { providerUrn } from "./urn";

// A list of resources is always in order: whatever a resource needs stands before it.

/**
 * Resources after `root` that need it, directly or through others.
 * @param ignored URNs that can't be among them.
 */
export function dependentsOf(
  root: ResourceState,
  resources: readonly ResourceState[],
  ignored: ReadonlySet<string>,
): ResourceState[] {
  const reached = new Set([root.urn]);
  const dependents = resources.slice(resources.indexOf(root) + 1).filter((candidate) => {
    if (ignored.has(candidate.urn) || !needsAny(candidate, reached)) return false;
    reached.add(candidate.urn);
    return true;
  });
  return dependents;
}

function needsAny(state: ResourceState, urns: ReadonlySet<string>): boolean {
  if (state.provider !== undefined && urns.has(providerUrn(state.provider))) return true;
  return [...dependencyUrns(state)].some((urn) => urns.has(urn));
}

/**
 * Orders what is to be deleted into waves: all of one wave can go at once, and everything that needs a resource goes in a wave
 * before it.
 * @param resources the whole state, in order.
 */
export function deletionWaves(
  condemned: readonly ResourceState[],
  resources: readonly ResourceState[],
): ResourceState[][] {
  const left = new Set(condemned);
  const waves: ResourceState[][] = [];
  while (left.size > 0) {
    const wave = [...left].filter((state) => neededBy(state, resources).every((needed) => !left.has(needed)));
    for (const state of wave) left.delete(state);
    waves.unshift(wave);
  }
  return waves;
}

/** What stands before `state` and is needed by it: dependencies, children of component dependencies, provider, parent. */
function neededBy(state: ResourceState, resources: readonly ResourceState[]): ResourceState[] {
  const before = resources.slice(0, resources.indexOf(state));
  const urns = dependencyUrns(state);
  if (state.provider !== undefined) urns.add(providerUrn(state.provider));
  const components = before.filter(({ custom, urn }) => !custom && urns.has(urn));
  const children = components.flatMap((component) => descendantsOf(component, before));
  return [...before.filter(({ urn }) => urns.has(urn) || urn === state.parent), ...children];
}

function descendantsOf(component: ResourceState, resources: readonly ResourceState[]): ResourceState[] {
  const family = new Set([component.urn]);
  return resources.filter(({ parent, urn }) => {
    const belongs = parent !== undefined && family.has(parent);
    if (belongs) family.add(urn);
    return belongs;
  });
}
