import { ifKnown, onlyKnown, type Values } from "./unknown";

/** Two objects with the same address are the same one. In canonical form. */
export interface Address {
  readonly kind: string;
  /** A region, an instance or an account; undefined where it isn't given. */
  readonly place: string | undefined;
  /** Unique among the kind in its place: a name or the service's id. Absent until the service has given it. */
  readonly name: string | undefined;
}

/** The address of the object that values describe; undefined while a value that it depends on isn't known. */
export function addressOf(definition: { address(values: Values): Address }, values: Values): Address | undefined {
  return ifKnown(() => definition.address(onlyKnown(values)));
}

/** The address as one text; undefined for an object that can't be told from others yet. */
export function addressText(address: Address | undefined): string | undefined {
  if (address?.place === undefined || address.name === undefined) return undefined;
  return JSON.stringify([address.kind, address.place, address.name]);
}

export function sameAddress(left: Address | undefined, right: Address | undefined): boolean {
  const text = addressText(left);
  return text !== undefined && text === addressText(right);
}
