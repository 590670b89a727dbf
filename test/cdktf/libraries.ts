import * as cdktf from "cdktf";
import * as cdktn from "cdktn";
import * as second from "keysmith/cdktn";
import * as first from "../../src/cdktf/generated";

/** A library and the constructs for it. Both libraries have one API, so both are taken for the first. */
export interface Library {
  readonly name: string;
  readonly cdk: typeof cdktf;
  readonly keysmith: typeof first;
}

/** For `describe.each`. */
export const libraries: readonly Library[] = [
  { name: "cdktf", cdk: cdktf, keysmith: first },
  { name: "cdktn", cdk: cdktn as unknown as typeof cdktf, keysmith: second as unknown as typeof first },
];

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** What a stack says to the engine. */
export interface Synthesized {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly ephemeral?: Blocks;
  readonly provider?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly terraform?: { readonly required_providers: Readonly<Record<string, unknown>> };
  readonly moved?: readonly unknown[];
  readonly import?: readonly unknown[];
}

/** A stack of a program of the library, called `stack`. */
export function stackOf({ cdk }: Library): cdktf.TerraformStack {
  return new cdk.TerraformStack(cdk.Testing.app(), "stack");
}

/** What the stack says to the engine. Aspects have been asked, and validations are made where that is wished. */
export function synthesized({ cdk }: Library, stack: cdktf.TerraformStack, validate = false): Synthesized {
  return JSON.parse(cdk.Testing.synth(stack, validate)) as Synthesized;
}

/** The attributes of the only block of a type, without what the library notes for itself. */
export function only(blocks: Blocks | undefined, type: string): Readonly<Record<string, unknown>> {
  const found = Object.values(blocks?.[type] ?? {});
  const [block] = found;
  if (!block || found.length > 1) throw new Error(`there are ${found.length} blocks of type ${type}`);
  const { "//": _metadata, ...attributes } = block;
  return attributes;
}

/** An expression of the engine's language. */
export function tf(expression: string): string {
  return `\${${expression}}`;
}

/** What the stack of `stackOf` is called where its provider isn't told it. */
export const STACK = `stack${tf(`terraform.workspace == "default" ? "" : "/${tf("terraform.workspace")}"`)}`;
