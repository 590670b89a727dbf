/** The input under which the engine keeps the text that makes the provider. */
export const PROVIDER_INPUT = "__provider";

/**
 * The text that the engine stores with every resource and evaluates, years later too, to get the resource's provider.
 * It captures nothing and names no version or path: never change it, and never remove what it names.
 */
export function providerLiteral(resource: string): string {
  return `exports.handler = () => require("keysmith/dynamic").${resource};`;
}

/** The type of a resource that needs no plugin: the engine serves its package from the SDK in the program's folder. */
export function typeToken(resource: string): string {
  return `pulumi-nodejs:dynamic/keysmith:${resource}`;
}
