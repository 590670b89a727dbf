import {
  type TerraformElement,
  TerraformProvider,
  type TerraformProviderGeneratorMetadata,
  type TerraformStack,
  Token,
} from "cdktf";
import { labelFrom } from "../core/label";
import { PROVIDER } from "../terraform/names";
import { packageVersion } from "../version";

/** The longest label without the part that tells objects of one construct apart; a label may have 200 characters. */
const LONGEST = 150;
/** The longest name of a stack: the provider refuses longer ones. */
const LONGEST_STACK = 80;

/** The key under which a provider's configuration has the stack's name. Other copies of this package find it too. */
const STACK: unique symbol = Symbol.for("keysmith.stack");

export function rememberStack(provider: object, stack: unknown): void {
  Object.defineProperty(provider, STACK, { value: stack });
}

export function isKeysmithProvider(value: unknown): value is TerraformProvider {
  return TerraformProvider.isTerraformProvider(value) && value.terraformResourceType === PROVIDER;
}

/** Follows the name of a stack, as each workspace has its own state. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the engine's expression
const WORKSPACE = '${terraform.workspace == "default" ? "" : "/${terraform.workspace}"}';
/** The longest id in a stack's name, so that there is room for the name of a workspace. */
const LONGEST_ID = 50;

/** The name of a stack whose provider isn't told one: its id, and the workspace unless it is the default one. */
export function defaultStack({ node }: TerraformStack): string {
  return `${labelFrom([node.path], LONGEST_ID)}${WORKSPACE}`;
}

/**
 * The label of a construct that is given none: the stack's name according to its provider, and the path below the
 * stack. Ask for it at synthesis: earlier, the provider may still be missing.
 */
export function defaultLabel(element: TerraformElement & { readonly provider?: unknown }): string {
  const { cdktfStack, node } = element;
  const below = node.path.slice(cdktfStack.node.path.length).replace(/^\//, "");
  const name = Token.asString(stackNameFor(element) ?? defaultStack(cdktfStack));
  const isOpen = Token.isUnresolved(name) || name.includes("${");
  const length = isOpen ? LONGEST_STACK : Math.min(name.length, LONGEST_STACK);
  return `${name}/${labelFrom([below], LONGEST - length - 1)}`;
}

/** The stack's name from the provider that the element has chosen, else from the one without an alias. */
function stackNameFor({ cdktfStack, provider }: TerraformElement & { readonly provider?: unknown }): unknown {
  const isMeant = (each: unknown): boolean => isKeysmithProvider(each) && each.alias === undefined;
  const found = isKeysmithProvider(provider) ? provider : cdktfStack.node.findAll().find(isMeant);
  return (found as { readonly [STACK]?: unknown } | undefined)?.[STACK];
}

let metadata: TerraformProviderGeneratorMetadata | undefined;

export function generatorMetadata(): TerraformProviderGeneratorMetadata {
  metadata ??= { providerName: PROVIDER, providerVersion: packageVersion() };
  return metadata;
}

const checked = new WeakSet<object>();

export function requireProvider(element: TerraformElement): void {
  const stack = element.cdktfStack;
  if (checked.has(stack)) return;
  checked.add(stack);
  const missing =
    'there is no KeysmithProvider in this stack: add new KeysmithProvider(this, "keysmith", { sealTo: ["age1…"] }), ' +
    "which configures the provider and puts it beside the stack";
  stack.node.addValidation({ validate: () => (stack.node.findAll().some(isKeysmithProvider) ? [] : [missing]) });
}
