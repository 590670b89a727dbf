/**
 * `npm run demo`: the story of one application's access, on an emulator and a real engine; `npm run demo -- ibm` that of a
 * root key. Exits 3 when there is no engine to be had, 1 when the story doesn't come true.
 */
import { parseArgs } from "node:util";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { AlibabaStory, alibabaOptions, alibabaStage } from "./alibaba-story";
import type { DemoEngine, EngineKind, Stage } from "./engine";
import { IbmStory, ibmOptions, ibmStage } from "./ibm-story";
import { pulumi } from "./pulumi";
import type { Story } from "./story";

interface Telling {
  readonly service: string;
  readonly options: EmulatorOptions;
  stage(endpoint: string): Stage;
  readonly Story: new (engine: DemoEngine, emulator: Emulator) => Story;
}

const STORIES: Readonly<Record<string, Telling>> = {
  alibaba: { service: "Alibaba Cloud KMS", options: alibabaOptions, stage: alibabaStage, Story: AlibabaStory },
  ibm: { service: "IBM Key Protect and App Configuration", options: ibmOptions, stage: ibmStage, Story: IbmStory },
};
const ENGINES: readonly EngineKind[] = [pulumi];
const NO_ENGINE = 3;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { engine: { type: "string" } }, allowPositionals: true });
  const telling = oneOf("story", Object.entries(STORIES), positionals[0] ?? "alibaba");
  const wanted = values.engine === undefined ? ENGINES : [oneOf("engine", named(ENGINES), values.engine)];
  const emulator = await startEmulator(telling.options);
  try {
    const engine = await firstOf(wanted, telling.stage(emulator.url));
    if (engine) await tell(telling, engine, emulator);
    else giveUp(wanted);
  } finally {
    await emulator.close();
  }
}

async function tell({ service, Story }: Telling, engine: DemoEngine, emulator: Emulator): Promise<void> {
  console.log(`Keysmith on ${engine.name}, against an emulator of ${service}`);
  const story = new Story(engine, emulator);
  try {
    await story.tell();
    console.log("\nThat was all of it: no application lost access, and no secret was written in clear.");
  } finally {
    await story.stop();
    engine.close();
  }
}

async function firstOf(kinds: readonly EngineKind[], stage: Stage): Promise<DemoEngine | undefined> {
  for (const kind of kinds) {
    const engine = await kind.open(stage);
    if (engine) return engine;
  }
  return undefined;
}

const named = (kinds: readonly EngineKind[]): [string, EngineKind][] => kinds.map((kind) => [kind.name, kind]);

function oneOf<T>(what: string, all: readonly (readonly [name: string, value: T])[], wanted: string): T {
  const found = all.find(([name]) => name === wanted);
  if (!found) throw new Error(`there is no ${what} ${wanted}: known are ${all.map(([name]) => name).join(", ")}`);
  return found[1];
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
