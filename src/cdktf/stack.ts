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

/** Of a label without what tells several objects of one construct apart; a label may have 200 characters. */
const LONGEST = 150;
/** Of a stack's name: the provider refuses longer ones. */
const LONGEST_STACK = 80;

/** Under this key a provider's configuration carries the stack's name; other copies of this package find it too. */
const STACK: unique symbol = Symbol.for("keysmith.stack");

export function rememberStack(provider: object, stack: unknown): void {
  Object.defineProperty(provider, STACK, { value: stack });
}

export function isKeysmithProvider(value: unknown): value is TerraformProvider {
  return TerraformProvider.isTerraformProvider(value) && value.terraformResourceType === PROVIDER;
}

/** Behind the name of a stack, as each workspace has a state of its own. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the engine's expression
const WORKSPACE = '${terraform.workspace == "default" ? "" : "/${terraform.workspace}"}';
/** Of an id, so that there is room for the name of a workspace. */
const LONGEST_ID = 50;

/** What a stack is called whose provider isn't told it: its id, and the workspace when it isn't the default one. */
export function defaultStack({ node }: TerraformStack): string {
  return `${labelFrom([node.path], LONGEST_ID)}${WORKSPACE}`;
}

/**
 * The label of a construct that has been given none: what its provider says that the stack is called, and the path below the
 * stack. Ask at the synthesis: before, the provider may be missing yet.
 */
export function defaultLabel(element: TerraformElement & { readonly provider?: unknown }): string {
  const { cdktfStack, node } = element;
  const below = node.path.slice(cdktfStack.node.path.length).replace(/^\//, "");
  const name = Token.asString(stackNameFor(element) ?? defaultStack(cdktfStack));
  const isOpen = Token.isUnresolved(name) || name.includes("${");
  const length = isOpen ? LONGEST_STACK : Math.min(name.length, LONGEST_STACK);
  return `${name}/${labelFrom([below], LONGEST - length - 1)}`;
}

/** What is told to the provider that the element has chosen, else to the one without an alias. */
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
