/** The root of every stack: a component that the SDK registers by itself. */
export const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_PREFIX = "pulumi:providers:";
/** The only package that the stand-in serves: resources whose code travels in `__provider`. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";
export const DYNAMIC_PROVIDER_TYPE: string = PROVIDER_PREFIX + DYNAMIC_PACKAGE;

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  readonly parent: string | undefined;
  readonly type: string;
  readonly name: string;
}

/** `urn:pulumi:<stack>::<project>::<types of the parents, joined by $>$<type>::<name>`; the stack itself does not count as parent. */
export function makeUrn({ stack, project, parent, type, name }: UrnParts): string {
  const parentType = parent === undefined ? STACK_TYPE : qualifiedType(parent);
  const qualified = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

export function urnType(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_PREFIX);
}

/** How a resource names the provider that manages it: the provider's URN and id. */
export function providerReference(urn: string, id: string): string {
  return `${urn}::${id}`;
}

export function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}
