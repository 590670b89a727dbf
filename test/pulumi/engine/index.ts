import { describeOn, leftOut } from "../../support/describe-engine";
import { findEngine, PULUMI } from "../../support/installed-engine";
import { PulumiStack } from "./stack";
import type { PulumiEngine } from "./types";

export type * from "./types";

/** The Pulumi of this machine; where there is none, it says why. */
export function pulumiEngine(): PulumiEngine {
  const engine = findEngine(PULUMI);
  const command = typeof engine === "string" ? PULUMI.name : engine.command;
  const unavailable = typeof engine === "string" ? engine : leftOut(PULUMI.name);
  return {
    name: typeof engine === "string" ? PULUMI.title : `${PULUMI.title} ${engine.version}`,
    ...(unavailable !== undefined && { unavailable }),
    open: async (options) => {
      const stack = new PulumiStack(command, options);
      await stack.init();
      return stack;
    },
  };
}

/**
 * Defines a suite for the real Pulumi. Where that is missing the suite counts as skipped, and its title says why.
 * @param suite may use the engine only inside tests and hooks
 * @param needed left out where the suite always runs; else why it can't, or nothing
 */
export function describePulumi(
  title: string,
  suite: (engine: PulumiEngine) => void,
  needed: () => string | undefined = () => undefined,
): void {
  const engine = pulumiEngine();
  describeOn(title, engine, suite, engine.unavailable ?? needed());
}
