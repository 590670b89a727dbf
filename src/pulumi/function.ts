import * as pulumi from "@pulumi/pulumi";
import { functionOf } from "../catalog";
import type { Values, Vendor } from "../core/definition";
import { ConfigurationError } from "../core/errors";
import { everyField, fieldsOf } from "../core/fields";
import type { FunctionDefinition } from "../core/function";
import { packageVersion } from "../version";
import { type Arguments, givenFor, propertyOf, resolveArguments } from "./arguments";
import { call, checkedArguments } from "./call";
import { messageOnly, programRun, usesPlugin, withMessageOnly, withoutStack } from "./program";
import { tokenOf } from "./tokens";
import { markedIn, NONCE_INPUT, plainToWire, stateToWire } from "./wire";

/**
 * Asks a service from inside a program. Secrets in the answer are plain texts: use `callFunctionOutput` to keep them marked.
 * @param name of the function; @param options of which only those of the plugin have any effect
 * @throws InvalidInputError, ConfigurationError also where a preview would act, and what the service's client throws
 */
export async function callFunction(name: string, given: object, options?: pulumi.InvokeOptions): Promise<Values> {
  const { vendor, fn } = functionOf(name);
  return ask(vendor, fn, given, options);
}

/**
 * The same for arguments that aren't known yet. All of the answer is secret when there is a secret in it, or in the
 * arguments: `pulumi.unsecret` takes the mark off a part that needs none.
 */
export function callFunctionOutput(name: string, given: object, options?: pulumi.InvokeOptions): pulumi.Output<Values> {
  const { vendor, fn } = functionOf(name);
  return askOutput(vendor, fn, given, options);
}

export async function ask(
  vendor: Vendor,
  fn: FunctionDefinition,
  given: object,
  options?: pulumi.InvokeOptions,
): Promise<Values> {
  try {
    if (onlyPlans(fn)) throw onlyPlanned(fn);
    if (usesPlugin()) return await invoke(fn, given, options);
    return plainToWire(await call(programRun(), vendor, fn, given));
  } catch (error) {
    throw messageOnly(error);
  }
}

function onlyPlans({ kind }: FunctionDefinition): boolean {
  return kind === "action" && pulumi.runtime.isDryRun();
}

/** The answer that the plugin gives, with plain secrets. Its errors come by way of the engine, and have a message only. */
async function invoke(
  fn: FunctionDefinition,
  given: object,
  options: pulumi.InvokeOptions | undefined,
): Promise<Values> {
  try {
    return await pulumi.runtime.invoke(tokenOf(fn.name), { ...given }, { version: packageVersion(), ...options });
  } catch (error) {
    throw withMessageOnly(error);
  }
}

/**
 * `callFunctionOutput` for any vendor. It waits for the resources that are given as references. In a preview the answer isn't
 * known where asking would act, or where one of those resources is yet to be made or changed: what the service would
 * say now is not what it says after the run.
 */
export function askOutput(
  vendor: Vendor,
  fn: FunctionDefinition,
  given: object,
  options?: pulumi.InvokeOptions,
): pulumi.Output<Values> {
  const run = programRun();
  const isServedByPlugin = withoutStack(usesPlugin);
  const { inputs, references } = withoutStack(() => resolveArguments(fn, fn.name, given as Arguments));
  const answer: pulumi.Output<unknown> = pulumi
    .all([inputs, doneOnes(references, isServedByPlugin)])
    .apply(async ([settled]) => {
      try {
        if (onlyPlans(fn)) {
          checkedArguments(run, vendor, fn, settled);
          return pulumi.unknown;
        }
        if (!isServedByPlugin) return asOutput(await call(run, vendor, fn, settled));
        const plain = await invoke(fn, settled, options);
        return everyField(fieldsOf(fn.outputs)).some(({ meta }) => meta.secret) ? pulumi.secret(plain) : plain;
      } catch (error) {
        stopSearch(answer);
        throw messageOnly(error);
      }
    });
  return answer as pulumi.Output<Values>;
}

/**
 * Outputs that are known once nothing more is planned for the resources. The engine's id alone is known before: it stays
 * while the resource has an update pending, in whose preview the outputs are unknown that aren't inputs too.
 */
function doneOnes(references: readonly pulumi.Resource[], isServedByPlugin: boolean): pulumi.Output<unknown>[] {
  return references.filter(pulumi.CustomResource.isInstance).flatMap((resource) => {
    // The plugin's preview of an update keeps all outputs that stay, and so says it by this.
    const name = isServedByPlugin ? NONCE_INPUT : plannedOutput(resource);
    const output = name && propertyOf(resource, name);
    return output ? [resource.id, output as pulumi.Output<unknown>] : [resource.id];
  });
}

/** An output that is always there, that no input foretells, and that doesn't make secret what waits for it. */
function plannedOutput(resource: pulumi.Resource): string | undefined {
  const definition = givenFor(resource)?.definition;
  if (!definition) return undefined;
  const found = fieldsOf(definition.outputs).find(
    ({ name, optional, meta }) => !optional && !meta.secret && !(name in definition.inputs.shape),
  );
  return found?.name;
}

/**
 * Lets a handler wait for an answer that is about to fail. While the SDK's debugger session is open V8 looks, at each
 * rejection, for a handler among all that wait for the promise, newest first, along every way: in a chain of outputs
 * these are exponentially many, and none has a handler. What is handled here is copies: the answer's own promises stay
 * as they are, so that a failure of an answer that nobody uses still ends the program.
 */
function stopSearch(answer: pulumi.Output<unknown>): void {
  const { promise, allResources } = answer as unknown as Record<"promise" | "allResources", () => Promise<unknown>>;
  for (const copy of [promise(), allResources()]) copy.catch(() => undefined);
}

/** What a step gives for an answer: the SDK takes the mark of an output that a step returns over to its own. */
function asOutput(answer: Values): unknown {
  const plain = plainToWire(answer);
  return markedIn(stateToWire(answer)).length > 0 ? pulumi.secret(plain) : plain;
}

function onlyPlanned({ name }: FunctionDefinition): ConfigurationError {
  return new ConfigurationError(
    `${name} acts at the service, and a preview must not`,
    `Use ${name}Output, whose answer isn't known in a preview.`,
  );
}
