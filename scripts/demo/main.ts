/**
 * `npm run demo`: the story of one application's access, on an emulator and a real engine.
 * Exits 3 when there is no engine to be had, 1 when the story doesn't come true.
 */
import { parseArgs } from "node:util";
import { startEmulator } from "../../src/emulator";
import type { DemoEngine, EngineKind } from "./engine";
import { pulumi } from "./pulumi";
import { Story } from "./story";

const ENGINES: readonly EngineKind[] = [pulumi];
const NO_ENGINE = 3;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { engine: { type: "string" } } });
  const wanted = ENGINES.filter(({ name }) => values.engine === undefined || values.engine === name);
  if (wanted.length === 0)
    throw new Error(`there is no engine ${values.engine}: known are ${ENGINES.map(({ name }) => name).join(", ")}`);
  // The emulator takes every caller for one in the office, which the example's network rule admits.
  const emulator = await startEmulator({
    sourceAddress: "10.20.0.15",
    secrets: { "orders/database": "only an example" },
  });
  try {
    const engine = await firstOf(wanted, environment(emulator.url));
    if (engine) await tell(new Story(engine, emulator), engine);
    else giveUp(wanted);
  } finally {
    await emulator.close();
  }
}

async function tell(story: Story, engine: DemoEngine): Promise<void> {
  console.log(`Keysmith on ${engine.name}, against an emulator of Alibaba Cloud KMS`);
  try {
    await story.tell();
    console.log("\nThat was all of it: no application lost access, and no secret was written in clear.");
  } finally {
    await story.stop();
    engine.close();
  }
}

async function firstOf(
  kinds: readonly EngineKind[],
  env: Readonly<Record<string, string>>,
): Promise<DemoEngine | undefined> {
  for (const kind of kinds) {
    const engine = await kind.open(env);
    if (engine) return engine;
  }
  return undefined;
}

function environment(endpoint: string): Record<string, string> {
  return {
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
  };
}

function giveUp(kinds: readonly EngineKind[]): void {
  console.error("The demo needs an engine, and found none. Install one and run it again:");
  for (const { name, install } of kinds) console.error(`  ${name}: ${install}`);
  process.exitCode = NO_ENGINE;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  process.exitCode = 1;
});
