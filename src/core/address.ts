import { ifKnown, onlyKnown, type Values } from "./unknown";

/** What makes two objects the same one, in canonical form. */
export interface Address {
  readonly kind: string;
  /** A region, an instance or an account; nothing where that isn't said. */
  readonly place: string | undefined;
  /** What no other of the kind has in its place: a name or the service's id. Absent until the service has given it. */
  readonly name: string | undefined;
}

/** The address of the object that values describe; nothing while one on which it depends isn't known yet. */
export function addressOf(definition: { address(values: Values): Address }, values: Values): Address | undefined {
  return ifKnown(() => definition.address(onlyKnown(values)));
}

/** The address as one text; nothing for an object that can't be told from others yet. */
export function addressText(address: Address | undefined): string | undefined {
  if (address?.place === undefined || address.name === undefined) return undefined;
  return JSON.stringify([address.kind, address.place, address.name]);
}

export function sameAddress(left: Address | undefined, right: Address | undefined): boolean {
  const text = addressText(left);
  return text !== undefined && text === addressText(right);
}
