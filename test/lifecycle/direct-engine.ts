import { DirectStack } from "../../scripts/direct/stack";
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

export function directStack(env: Readonly<Record<string, string>>, time: string): DirectStack {
  // Some of the vendors' own libraries look there.
  Object.assign(process.env, env);
  return new DirectStack(env, time);
}
