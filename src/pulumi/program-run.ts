import * as pulumi from "@pulumi/pulumi";
import { Run } from "../core/run";

/** By the connection to the engine, of which each run of a stack has one of its own. */
const runs = new WeakMap<object, Run>();
const noEngine = {};

/**
 * The run of the stack whose program calls. A process can run the programs of several stacks, one after the other or at the
 * same time, each with a configuration of its own.
 */
export function programRun(): Run {
  const engine = pulumi.runtime.getMonitor() ?? noEngine;
  const found = runs.get(engine);
  if (found) return found;
  const config = new pulumi.Config("keysmith");
  const log = { warn: (line: string) => void pulumi.log.warn(line) };
  const run = new Run({ env: process.env, log, configuration: (key) => config.get(key) });
  runs.set(engine, run);
  return run;
}
