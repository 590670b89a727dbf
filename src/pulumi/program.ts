import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, isKeysmithError } from "../core/errors";
import { kept } from "../core/memo";
import { Run } from "../core/run";

/** By this property the SDK recognises errors of which it shows only the message, such as its own `RunError`. */
const MESSAGE_ONLY = "__pulumiRunError";

/** Runs `work` so that the SDK shows an error of ours that ends the program without source text and stack. */
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

/** The same for an error of ours that has come through the engine. */
export function withMessageOnly(error: unknown): unknown {
  if (error instanceof Error) Object.defineProperty(error, MESSAGE_ONLY, { value: true, configurable: true });
  return error;
}

/** By the connection to the engine: each run of a stack has its own. */
const runs = new WeakMap<object, Run>();
const noEngine = {};

/**
 * The run of the calling program's stack. A process can run the programs of several stacks, one after the other or at
 * the same time, each with its own configuration.
 */
export function programRun(): Run {
  return kept(runs, pulumi.runtime.getMonitor() ?? noEngine, () => {
    const config = new pulumi.Config("keysmith");
    const log = { warn: (line: string) => void pulumi.log.warn(line) };
    return new Run({ env: process.env, log, configuration: (key) => config.get(key) });
  });
}

/** The configuration key that says whether the plugin serves the stack's resources. */
const PLUGIN = "plugin";

/** The command that makes a stack use the plugin. */
export const USE_PLUGIN = "pulumi config set keysmith:plugin true";

/**
 * Whether the plugin serves the resources of the stack. Otherwise they are dynamic resources, which need no plugin.
 * @throws ConfigurationError for a value other than true or false
 */
export function usesPlugin(): boolean {
  const value = programRun().configured(PLUGIN) ?? "false";
  if (value === "true" || value === "false") return value === "true";
  throw new ConfigurationError(
    `the configuration keysmith:plugin is ${JSON.stringify(value)}, but must be true or false`,
    `Run ${USE_PLUGIN}, or leave it out.`,
  );
}
