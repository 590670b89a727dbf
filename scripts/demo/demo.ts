import { parseArgs } from "node:util";
import { type Emulator, type EmulatorOptions, startEmulator } from "keysmith-emulator";
import { AlibabaStory, alibabaOptions, alibabaStage } from "./alibaba-story";
import { chooseEngine, engineNames, MissingEngineError, type Wish } from "./choose";
import type { DemoEngine, Stage } from "./engine";
import { IbmStory, ibmOptions, ibmStage } from "./ibm-story";
import type { Story } from "./story";
import { Telling } from "./telling";

const FAILED = 1;
const NO_ENGINE_THERE = 3;

interface Setting {
  readonly service: string;
  readonly options: EmulatorOptions;
  stage(endpoint: string): Stage;
  readonly Story: new (engine: DemoEngine, emulator: Emulator, telling: Telling) => Story;
}

const STORIES: Readonly<Record<string, Setting>> = {
  alibaba: { service: "Alibaba Cloud KMS", options: alibabaOptions, stage: alibabaStage, Story: AlibabaStory },
  ibm: { service: "IBM Key Protect and App Configuration", options: ibmOptions, stage: ibmStage, Story: IbmStory },
};
const USUAL = "alibaba";

/**
 * Tells a story to its end.
 * @param args `[alibaba|ibm] [--engine pulumi|tofu|terraform|none] [--build]`
 * @param write receives each line
 * @throws MissingEngineError when the requested engine is not available; Error for other arguments, and when a claim of the
 * story is false
 */
export async function demo(args: readonly string[], write: (line: string) => void): Promise<void> {
  const { story, wish } = read(args);
  const setting = STORIES[story] as Setting;
  const emulator = await startEmulator(setting.options);
  try {
    const { engine, remarks } = await chooseEngine(wish, setting.stage(emulator.url));
    const telling = new Telling(write);
    telling.opening(engine.introduction);
    telling.opening(`The service is an emulator of ${setting.service}: no account is needed.`);
    for (const remark of remarks) telling.opening(remark);
    telling.opening(`Lines with | are what ${engine.title} says; those with ✓ were checked by the demo.`);
    await tell(new setting.Story(engine, emulator, telling), engine, telling);
  } finally {
    await emulator.close();
  }
}

/** The exit code of a demo that ended with an error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof MissingEngineError ? NO_ENGINE_THERE : FAILED;
}

async function tell(story: Story, engine: DemoEngine, telling: Telling): Promise<void> {
  try {
    await story.tell();
  } finally {
    await story.stop();
    await engine.close();
  }
  telling.line(`That was all of it: ${story.outcome}.`);
  telling.heading("next, in a project of your own");
  for (const step of engine.nextSteps) telling.line(step);
}

function read(args: readonly string[]): { readonly story: string; readonly wish: Wish } {
  const options = { engine: { type: "string" }, build: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const story = oneOf("story", Object.keys(STORIES), positionals[0] ?? USUAL);
  const engine = values.engine && oneOf("engine", engineNames, values.engine);
  const command = (...more: readonly string[]): string => {
    const all = [...(story === USUAL ? [] : [story]), ...more];
    return ["npm run demo", ...(all.length > 0 ? ["--", ...all] : [])].join(" ");
  };
  return { story, wish: { engine: engine || undefined, build: values.build, command } };
}

function oneOf(what: string, all: readonly string[], wanted: string): string {
  if (!all.includes(wanted)) throw new Error(`there is no ${what} ${wanted}: known are ${all.join(", ")}`);
  return wanted;
}
