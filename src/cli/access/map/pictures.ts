import { kept } from "../../../core/memo";
import type { Part, Route } from "./chart";

/** Routes that are drawn together. */
export interface Picture {
  readonly routes: readonly Route[];
  readonly who: readonly Part[];
}

/** A picture of more applications is a thicket, and takes long to lay out. */
const MOST = 8;

/**
 * Applications that share a policy, a key or a secret stand in one picture, as far as there is room; what the fewest share comes
 * first. A part of several pictures is drawn in each. Networks, which most have in common, bring nobody together.
 */
export function picturesOf(routes: readonly Route[]): Picture[] {
  const groups = new Groups();
  const shared = [...sharedBy(routes)].sort(([, one], [, other]) => one.size - other.size);
  for (const [, members] of shared) groups.bring([...members]);
  const pictures = new Map<readonly Part[], Route[]>();
  for (const route of routes) {
    const group = groups.of(route.who);
    pictures.set(group, [...(pictures.get(group) ?? []), route]);
  }
  return [...pictures].map(([who, own]) => ({ who, routes: own }));
}

function sharedBy(routes: readonly Route[]): Map<Part, Set<Part>> {
  const shared = new Map<Part, Set<Part>>();
  for (const { who, policy, resources } of routes)
    for (const part of [policy, ...resources]) kept(shared, part, () => new Set<Part>()).add(who);
  return shared;
}

class Groups {
  readonly #groupOf = new Map<Part, Part[]>();

  /** Alone at first. */
  of(part: Part): Part[] {
    return kept(this.#groupOf, part, () => [part]);
  }

  /** Fills one group after the other. */
  bring(members: readonly Part[]): void {
    let current: Part[] = [];
    for (const group of new Set(members.map((each) => this.of(each)))) {
      if (current.length === 0 || current.length + group.length > MOST) {
        current = group;
        continue;
      }
      current.push(...group);
      for (const each of group) this.#groupOf.set(each, current);
    }
  }
}
