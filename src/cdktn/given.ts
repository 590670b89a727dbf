// Made from src/cdktf/given.ts by "npm run generate": edit that, not this.
/** What other constructs may need of a resource: what it is, how to refer to it, and what the program gave for it. */
export interface Given {
  /** The resource's name: `AccessPoint`. */
  readonly name: string;
  /** What stands for it in other resources. @throws InvalidInputError when it is made several times */
  reference(): string;
  /** What the program gave for a property, or what that is inherited from. */
  input(property: string): unknown;
}

/** Under this key a resource carries it; other copies of this package find it too. */
const GIVEN: unique symbol = Symbol.for("keysmith.construct");

/** Keeps what others may need of `resource`, where no enumeration of its properties shows it. */
export function rememberGiven(resource: object, given: Given): void {
  Object.defineProperty(resource, GIVEN, { value: given });
}

/** What others may need of `value`, if that is a resource of ours. */
export function givenFor(value: unknown): Given | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [GIVEN]?: Given })[GIVEN];
}
