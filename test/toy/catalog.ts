import type { Definition } from "../../src/core/definition";
import { toys } from "./vendor";

/** Stands for the catalog where classes look up what they are. */
export function definitionOf(resource: string): Definition {
  const found = toys.find(({ name }) => name === resource);
  if (!found) throw new RangeError(`there is no toy ${resource}`);
  return found;
}
