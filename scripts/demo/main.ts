/**
 * `npm run demo`: the story of one application's access, on an emulator and a real engine; `npm run demo -- ibm` that of a
 * root key. The engine is the first of those that is there, or the one that `--engine` names: pulumi, tofu, terraform.
 * Exits 3 when there is no engine to be had, 1 when the story doesn't come true.
 */
import { parseArgs } from "node:util";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { AlibabaStory, alibabaOptions, alibabaStage } from "./alibaba-story";
import type { DemoEngine, EngineKind, Stage } from "./engine";
import { hclEngines } from "./hcl";
import { IbmStory, ibmOptions, ibmStage } from "./ibm-story";
import { downloadedPulumi, pulumi } from "./pulumi";
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
/** In the order in which they are tried: what has to be downloaded first comes last. */
const ENGINES: readonly EngineKind[] = [pulumi, ...hclEngines, downloadedPulumi];
const NO_ENGINE = 3;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { engine: { type: "string" } }, allowPositionals: true });
  const telling = STORIES[oneOf("story", Object.keys(STORIES), positionals[0] ?? "alibaba")] as Telling;
  const wanted = values.engine && oneOf("engine", namesOf(ENGINES), values.engine);
  const kinds = ENGINES.filter(({ name }) => wanted === undefined || name === wanted);
  const emulator = await startEmulator(telling.options);
  try {
    const engine = await firstOf(kinds, telling.stage(emulator.url));
    if (engine) await tell(telling, engine, emulator);
    else giveUp(kinds);
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
    await engine.close();
  }
}

async function firstOf(kinds: readonly EngineKind[], stage: Stage): Promise<DemoEngine | undefined> {
  for (const kind of kinds) {
    const engine = await kind.open(stage);
    if (typeof engine !== "string") return engine;
    console.error(`not on ${kind.name}: ${engine}`);
  }
  return undefined;
}

const namesOf = (kinds: readonly EngineKind[]): readonly string[] => [...new Set(kinds.map(({ name }) => name))];

function oneOf(what: string, all: readonly string[], wanted: string): string {
  if (!all.includes(wanted)) throw new Error(`there is no ${what} ${wanted}: known are ${all.join(", ")}`);
  return wanted;
}

function giveUp(kinds: readonly EngineKind[]): void {
  console.error("The demo needs an engine, and found none. Install one and run it again:");
  for (const [name, install] of new Map(kinds.map((kind) => [kind.name, kind.install]))) {
    console.error(`  ${name}: ${install}`);
  }
  process.exitCode = NO_ENGINE;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  process.exitCode = 1;
});
