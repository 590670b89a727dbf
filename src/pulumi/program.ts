import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, isKeysmithError } from "../core/errors";
import { kept } from "../core/memo";
import { Run } from "../core/run";

/** By this property the SDK knows errors of which it shows the message only, as of its own `RunError`. */
const MESSAGE_ONLY = "__pulumiRunError";

/** Runs `work` so that an error of ours which ends the program is shown without source text and stack. */
export function withoutStack<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw messageOnly(error);
  }
}

/** The error itself, marked. Programs that catch it still find its class and its code. */
export function messageOnly(error: unknown): unknown {
  return isKeysmithError(error) ? withMessageOnly(error) : error;
}

/** The same for an error of ours that has come by way of the engine. */
export function withMessageOnly(error: unknown): unknown {
  if (error instanceof Error) Object.defineProperty(error, MESSAGE_ONLY, { value: true, configurable: true });
  return error;
}

/** By the connection to the engine, of which each run of a stack has one of its own. */
const runs = new WeakMap<object, Run>();
const noEngine = {};

/**
 * The run of the stack whose program calls. A process can run the programs of several stacks, one after the other or at the
 * same time, each with a configuration of its own.
 */
export function programRun(): Run {
  return kept(runs, pulumi.runtime.getMonitor() ?? noEngine, () => {
    const config = new pulumi.Config("keysmith");
    const log = { warn: (line: string) => void pulumi.log.warn(line) };
    return new Run({ env: process.env, log, configuration: (key) => config.get(key) });
  });
}

/** In the configuration of Keysmith: whether the stack's resources are those of the plugin. */
const PLUGIN = "plugin";

/** How a stack is told to use the plugin. */
export const USE_PLUGIN = "pulumi config set keysmith:plugin true";

/**
 * Whether the resources of the stack's program are those of the plugin, rather than dynamic resources, which need none.
 * @throws ConfigurationError for another value
 */
export function usesPlugin(): boolean {
  const value = programRun().configured(PLUGIN) ?? "false";
  if (value === "true" || value === "false") return value === "true";
  throw new ConfigurationError(
    `the configuration keysmith:plugin is ${JSON.stringify(value)}, and can be true or false`,
    `Say ${USE_PLUGIN}, or leave it out.`,
  );
}
