import * as pulumi from "@pulumi/pulumi";
import { isKeysmithError } from "../core/errors";
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
  if (isKeysmithError(error)) Object.defineProperty(error, MESSAGE_ONLY, { value: true, configurable: true });
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
