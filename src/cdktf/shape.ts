/** What one property of a construct may hold, and how the provider calls it. */
export interface Property {
  /** The provider's name of it: `source_private_ips`. */
  readonly attribute: string;
  /** Of the value itself, or of each item of a list. */
  readonly kind: "string" | "number" | "bool" | "object";
  readonly many?: "list" | "set";
  /** The program has to give it. */
  readonly required?: true;
  /** The values that there are. */
  readonly values?: readonly string[];
  /** What an object holds. */
  readonly fields?: Properties;
  /** The resources that may be given themselves. */
  readonly references?: readonly string[];
  /** Where it comes from when the program leaves it out, as far as programs know that. */
  readonly from?: readonly ("name" | "label" | "reference")[];
  /** The properties that stand for this one, or for which this one stands. */
  readonly alternatives?: readonly string[];
  /** The engine reads it and keeps it nowhere. */
  readonly writeOnly?: true;
}

/** Properties by the names that programs use. */
export type Properties = Readonly<Record<string, Property>>;

/** What a construct takes. */
export interface Shape {
  /** What messages call it: `AccessPoint`. */
  readonly name: string;
  /** `keysmith_access_point`. */
  readonly type: string;
  /** The attribute that a reference to it stands for; none for what can't be referred to. */
  readonly reference?: string;
  readonly properties: Properties;
}

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
