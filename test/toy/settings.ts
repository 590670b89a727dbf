import type { Setting } from "../../src/core/settings";

export const toySettings = {
  region: { config: "region", env: "TOY_REGION", doc: "Where the toys are." },
  speed: { config: "toy.speed", env: "TOY_SPEED", doc: "How fast they are." },
  room: { config: "toy.room", env: "TOY_ROOM", otherEnv: ["ROOM"], doc: "The room of crates that name none." },
} as const satisfies Record<string, Setting>;
