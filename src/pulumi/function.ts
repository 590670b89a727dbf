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
 * Calls a function from a program. Secrets in the answer are plain texts: use `callFunctionOutput` to keep them marked.
 * @param name of the function; @param options take effect only with the plugin
 * @throws InvalidInputError, ConfigurationError, also for an action in a preview, and the service client's errors
 */
export async function callFunction(name: string, given: object, options?: pulumi.InvokeOptions): Promise<Values> {
  const { vendor, fn } = functionOf(name);
  return ask(vendor, fn, given, options);
}

/**
 * Like `callFunction`, for arguments that aren't known yet. The whole answer is secret if it or the arguments hold a
 * secret: `pulumi.unsecret` takes the mark off a part that needs none.
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

/** The plugin's answer, with plain secrets. Its errors come through the engine, and carry only a message. */
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
 * `callFunctionOutput` for any vendor. It waits for the resources that are given as references. In a preview the answer
 * of an action is unknown, and so is any answer while one of those resources is yet to be made or changed: the service
 * would answer differently after the run.
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
 * Outputs that are known once nothing more is planned for the resources. The engine's id is known earlier: it stays
 * while an update is pending, whereas the preview of the update makes outputs unknown that aren't also inputs.
 */
function doneOnes(references: readonly pulumi.Resource[], isServedByPlugin: boolean): pulumi.Output<unknown>[] {
  return references.filter(pulumi.CustomResource.isInstance).flatMap((resource) => {
    // The plugin's preview of an update keeps outputs that stay the same and makes the nonce unknown instead.
    const name = isServedByPlugin ? NONCE_INPUT : plannedOutput(resource);
    const output = name && propertyOf(resource, name);
    return output ? [resource.id, output as pulumi.Output<unknown>] : [resource.id];
  });
}

/** An output that is always there, that no input foretells, and that isn't secret, as the answer would become. */
function plannedOutput(resource: pulumi.Resource): string | undefined {
  const definition = givenFor(resource)?.definition;
  if (!definition) return undefined;
  const found = fieldsOf(definition.outputs).find(
    ({ name, optional, meta }) => !optional && !meta.secret && !(name in definition.inputs.shape),
  );
  return found?.name;
}

/**
 * Attaches a handler to an answer that is about to fail. While the SDK's debugger session is open, V8 looks for a
 * handler at each rejection, newest first, along every path of promises that wait for the rejected one: a chain of
 * outputs has exponentially many such paths, and no handler on any. The handler is attached to copies: the answer's own
 * promises stay as they are, so that a failed answer that nobody uses still ends the program.
 */
function stopSearch(answer: pulumi.Output<unknown>): void {
  const { promise, allResources } = answer as unknown as Record<"promise" | "allResources", () => Promise<unknown>>;
  for (const copy of [promise(), allResources()]) copy.catch(() => undefined);
}

/** An answer to return from `apply`: the SDK copies the secret mark of a returned output to the output of `apply`. */
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
