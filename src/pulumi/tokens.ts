/** The package of all that the plugin serves, and the namespace of its configuration. */
export const PACKAGE = "keysmith";

/** What the engine calls a resource, a function or a type of the package. */
export function tokenOf(name: string): string {
  return `${PACKAGE}:index:${name}`;
}

/** The same as a program in YAML writes it. */
export function shortToken(name: string): string {
  return `${PACKAGE}:${name}`;
}
