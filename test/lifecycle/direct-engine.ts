import { DirectStack } from "../../scripts/direct/stack";
import type { LifecycleEngine } from "./engine";

/** No engine: the lifecycle itself, in this process. */
export const directEngine: LifecycleEngine = {
  name: "no engine",
  start: async (env, time) => {
    // Some of the vendors' own libraries look there.
    Object.assign(process.env, env);
    return Object.assign(new DirectStack(env, time), {
      files: () => [],
      printed: () => "",
      stop: async () => {},
    });
  },
};
