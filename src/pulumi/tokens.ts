/** The package of all that the plugin serves, and the namespace of its configuration. */
export const PACKAGE = "keysmith";

/** The engine's name for a resource, a function or a type of the package. */
export function tokenOf(name: string): string {
  return `${PACKAGE}:index:${name}`;
}

/** The short form, which programs in YAML use. */
export function shortToken(name: string): string {
  return `${PACKAGE}:${name}`;
}
