import { buildOpenTofu, COST, canBuild, isBuildWanted } from "./build";
import { openDirect } from "./direct";
import type { DemoEngine, EngineKind, Stage } from "./engine";
import { openTofu, terraform } from "./hcl";
import { directSteps } from "./next-steps";
import { pulumi } from "./pulumi";

/** In the order in which they are tried, the user's own before those that were built for tests. */
const ENGINES: readonly EngineKind[] = [pulumi, openTofu, terraform];
/** As what the demo without a tool is asked for. */
const NO_ENGINE = "none";

/** What `--engine` takes. */
export const engineNames: readonly string[] = [...ENGINES.map(({ name }) => name), NO_ENGINE];

/** What a person asked for. */
export interface Wish {
  /** One of `engineNames`; nothing takes the first that is there. */
  readonly engine: string | undefined;
  /** Whether OpenTofu is to be built where no engine is there. */
  readonly build: boolean;
  /** The command that tells the story with other options. */
  command(...options: readonly string[]): string;
}

export interface Chosen {
  readonly engine: DemoEngine;
  /** Why it is none of the others, and what else can be done. */
  readonly remarks: readonly string[];
}

/** The engine that was asked for is not there. The message says what to do. */
export class MissingEngineError extends Error {}

/**
 * The engine to tell a story on: the one that is asked for, or the first that is there, or OpenTofu built for it, or none.
 * @throws MissingEngineError when one was asked for that is not there; an engine's error when that can't be set up
 */
export async function chooseEngine(wish: Wish, stage: Stage): Promise<Chosen> {
  const kinds = inOrder().filter(({ name }) => wish.engine === undefined || name === wish.engine);
  const isAny = wish.engine === undefined;
  const remarks: string[] = [];
  for (const kind of kinds) {
    const engine = await (isAny ? openOrSay(kind, stage) : kind.open(stage));
    if (typeof engine !== "string") return { engine, remarks };
    remarks.push(`Not on ${kind.title}: ${engine}.`);
  }
  if (kinds.includes(openTofu) && canBuild()) {
    const built = await build(wish, stage);
    if (typeof built !== "string") return { engine: built, remarks: [] };
    remarks.push(built);
  }
  if (!isAny && wish.engine !== NO_ENGINE) throw missing(kinds, remarks, wish);
  return { engine: await openDirect(stage, directSteps(ENGINES, wish.command())), remarks };
}

function inOrder(): readonly EngineKind[] {
  return [...ENGINES.filter((kind) => !kind.isBuilt()), ...ENGINES.filter((kind) => kind.isBuilt())];
}

/** So that one that is there and broken doesn't end the demo. */
function openOrSay(kind: EngineKind, stage: Stage): Promise<DemoEngine | string> {
  return kind.open(stage).catch((error: Error) => `it can't be set up: ${error.message}`);
}

/** @returns OpenTofu, or what to say where it isn't wanted or can't be built */
async function build(wish: Wish, stage: Stage): Promise<DemoEngine | string> {
  if (!(await isBuildWanted(wish.build))) {
    const asked = wish.engine === undefined ? [] : ["--engine", wish.engine];
    return `Go is there, and can build OpenTofu: ${wish.command(...asked, "--build")} (that ${COST})`;
  }
  await buildOpenTofu();
  const engine = await openOrSay(openTofu, stage);
  return typeof engine === "string" ? `Building OpenTofu didn't help: ${engine}.` : engine;
}

function missing(kinds: readonly EngineKind[], remarks: readonly string[], wish: Wish): MissingEngineError {
  const install = kinds.map(({ title, install }) => `To install ${title}: ${install}.`);
  const without = `Without any tool: ${wish.command("--engine", NO_ENGINE)}`;
  return new MissingEngineError([...remarks, ...install, without].join("\n"));
}
