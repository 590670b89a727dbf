import { DirectStack, type Recorded } from "../../scripts/direct/stack";
import { JumpingTiming } from "../http/fake-timing";
import type { LifecycleEngine } from "./engine";

/** No engine: the lifecycle itself, in this process. */
export const directEngine: LifecycleEngine = {
  name: "no engine",
  start: async (env, time) =>
    Object.assign(directStack(env, time), {
      files: () => [],
      printed: () => "",
      stop: async () => {},
    }),
};

/** A stack whose runs wait for nothing. @param records what an earlier stack has recorded */
export function directStack(
  env: Readonly<Record<string, string>>,
  time: string,
  records: readonly Recorded[] = [],
  warn: (line: string) => void = () => {},
): DirectStack {
  // Some of the vendors' own libraries look there.
  Object.assign(process.env, env);
  return new DirectStack(env, time, { records, warn, timing: new JumpingTiming() });
}
