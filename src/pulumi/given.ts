import type { Definition } from "../core/definition";

/** Arguments as a program gives them: each may be an output, and a reference may be a resource. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What other resources may need of one: what the program gave for it. */
export interface Given {
  readonly definition: Definition;
  readonly inputs: Arguments;
}

/** Under this key a resource carries what the program gave for it; other copies of this package find it too. */
const GIVEN: unique symbol = Symbol.for("keysmith.given");

/** Keeps what the program gave for `resource`, where no enumeration of its properties shows it. */
export function rememberGiven(resource: object, given: Given): void {
  Object.defineProperty(resource, GIVEN, { value: given });
}

/** What the program gave for `value`, if that is a resource of ours. */
export function givenFor(value: unknown): Given | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [GIVEN]?: Given })[GIVEN];
}
