import type { Setting } from "../../src/core/settings";

export const toySettings = {
  region: { config: "region", env: "TOY_REGION", doc: "Where the toys are." },
  speed: { config: "toy.speed", env: "TOY_SPEED", doc: "How fast they are." },
} as const satisfies Record<string, Setting>;
