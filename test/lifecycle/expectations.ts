import type { Definition, Values } from "../../src/core/definition";

/** An apply changes no output that its plan kept. */
export function expectKept(definition: Definition, before: Values, after: Values, affected: readonly string[]): void {
  for (const output of Object.keys(definition.outputs.shape)) {
    if (!affected.includes(output)) expect({ [output]: after[output] }).toEqual({ [output]: before[output] });
  }
}
