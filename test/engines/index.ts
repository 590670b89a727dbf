import { RealPulumi } from "./real/real-pulumi";
import { StandIn } from "./stand-in/stand-in";
import type { Engine } from "./types";

export type * from "./types";

/** A comma-separated list of kinds, for runs that are to be quick: the other engines then count as missing. */
const SELECTION = "KEYSMITH_TEST_ENGINES";

/** All Pulumi engines that tests know, also those that cannot be used here. */
export function engines(): Engine[] {
  const selected = process.env[SELECTION]?.split(",");
  return [new StandIn(), new RealPulumi()].map((engine) => {
    if (!selected || selected.includes(engine.kind)) return engine;
    return Object.assign(engine, { unavailable: `left out by ${SELECTION}` });
  });
}

/**
 * Defines a suite once for each engine. Where an engine is missing its suite counts as skipped, and its title says why.
 * @param suite may use the engine only inside tests and hooks.
 */
export function describeEngine(title: string, suite: (engine: Engine) => void): void {
  for (const engine of engines()) {
    if (engine.unavailable === undefined) describe(`${title} on ${engine.name}`, () => suite(engine));
    else describe.skip(`${title} on ${engine.name} (skipped: ${engine.unavailable})`, () => suite(engine));
  }
}
