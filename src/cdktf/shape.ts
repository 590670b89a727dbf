export interface Property {
  /** The provider's name for it: `source_private_ips`. */
  readonly attribute: string;
  readonly kind: "string" | "number" | "bool" | "object";
  readonly many?: "list" | "set";
  readonly required?: true;
  readonly values?: readonly string[];
  readonly fields?: Properties;
  readonly references?: readonly string[];
  /** Where its value comes from if the program leaves it out, as far as programs know that. */
  readonly from?: readonly ("name" | "label" | "reference")[];
  readonly alternatives?: readonly string[];
  readonly writeOnly?: true;
}

export type Properties = Readonly<Record<string, Property>>;

export interface Shape {
  readonly name: string;
  readonly type: string;
  /** The attribute that a reference to it stands for; none if it can't be referred to. */
  readonly reference?: string;
  readonly properties: Properties;
}

/** The facts about a resource that other constructs may need. */
export interface Carried {
  readonly name: string;
  /** @throws InvalidInputError if it is made several times */
  reference(): string;
  input(property: string): unknown;
}

/** The key under which a resource carries its `Carried`. Other copies of this package find it too. */
const CARRIED: unique symbol = Symbol.for("keysmith.construct");

/** Stores `carried` in a property of `resource` that no enumeration shows. */
export function carry(resource: object, carried: Carried): void {
  Object.defineProperty(resource, CARRIED, { value: carried });
}

export function carriedBy(value: unknown): Carried | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [CARRIED]?: Carried })[CARRIED];
}
