export interface Property {
  /** The provider's name of it: `source_private_ips`. */
  readonly attribute: string;
  readonly kind: "string" | "number" | "bool" | "object";
  readonly many?: "list" | "set";
  readonly required?: true;
  readonly values?: readonly string[];
  readonly fields?: Properties;
  readonly references?: readonly string[];
  /** Where it comes from when the program leaves it out, as far as programs know that. */
  readonly from?: readonly ("name" | "label" | "reference")[];
  readonly alternatives?: readonly string[];
  readonly writeOnly?: true;
}

export type Properties = Readonly<Record<string, Property>>;

export interface Shape {
  readonly name: string;
  readonly type: string;
  /** The attribute that a reference to it stands for; none for what can't be referred to. */
  readonly reference?: string;
  readonly properties: Properties;
}

/** What other constructs may need of a resource. */
export interface Carried {
  readonly name: string;
  /** @throws InvalidInputError when it is made several times */
  reference(): string;
  input(property: string): unknown;
}

/** Under this key a resource carries it; other copies of this package find it too. */
const CARRIED: unique symbol = Symbol.for("keysmith.construct");

/** Keeps what others may need of `resource`, where no enumeration of its properties shows it. */
export function carry(resource: object, carried: Carried): void {
  Object.defineProperty(resource, CARRIED, { value: carried });
}

export function carriedBy(value: unknown): Carried | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly [CARRIED]?: Carried })[CARRIED];
}
