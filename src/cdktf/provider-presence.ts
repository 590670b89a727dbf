import type { TerraformElement, TerraformProviderGeneratorMetadata } from "cdktf";
import { providerVersion } from "../terraform/mirror";
import { PROVIDER } from "../terraform/names";
import { isKeysmithProvider } from "./label";

let metadata: TerraformProviderGeneratorMetadata | undefined;

/** Which provider an element needs, for the library. */
export function generatorMetadata(): TerraformProviderGeneratorMetadata {
  metadata ??= { providerName: PROVIDER, providerVersion: providerVersion() };
  return metadata;
}

const checked = new WeakSet<object>();

/** Has the synthesis fail with a clear message where the stack of `element` configures no provider. */
export function requireProvider(element: TerraformElement): void {
  const stack = element.cdktfStack;
  if (checked.has(stack)) return;
  checked.add(stack);
  const missing =
    'there is no KeysmithProvider in this stack: add new KeysmithProvider(this, "keysmith", { sealTo: ["age1…"] }), ' +
    "which configures the provider and puts it beside the stack";
  stack.node.addValidation({ validate: () => (stack.node.findAll().some(isKeysmithProvider) ? [] : [missing]) });
}
