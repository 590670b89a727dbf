import { buildOpenTofu, COST, canBuild, isBuildWanted } from "./build";
import { openDirect } from "./direct";
import type { DemoEngine, EngineKind, Stage } from "./engine";
import { openTofu, terraform } from "./hcl";
import { directSteps } from "./next-steps";
import { pulumi } from "./pulumi";

/** In the order of preference, the user's own before those that were built for tests. */
const ENGINES: readonly EngineKind[] = [pulumi, openTofu, terraform];
/** The value of `--engine` for the demo without a tool. */
const NO_ENGINE = "none";

/** The values of `--engine`. */
export const engineNames: readonly string[] = [...ENGINES.map(({ name }) => name), NO_ENGINE];

/** The user's options. */
export interface Wish {
  /** One of `engineNames`; undefined takes the first that is available. */
  readonly engine: string | undefined;
  /** Whether to build OpenTofu when no engine is available. */
  readonly build: boolean;
  /** The command that tells the story with other options. */
  command(...options: readonly string[]): string;
}

export interface Chosen {
  readonly engine: DemoEngine;
  /** Why the other engines were not chosen, and the alternatives. */
  readonly remarks: readonly string[];
}

/** The requested engine is not available. The message says what to do. */
export class MissingEngineError extends Error {}

/**
 * The engine for a story: the requested one, or the first that is available, or OpenTofu built for the demo, or none.
 * @throws MissingEngineError when the requested engine is not available; an engine's error when its set-up fails
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

/** Returns an engine's error as text, so that a broken one does not end the demo. */
function openOrSay(kind: EngineKind, stage: Stage): Promise<DemoEngine | string> {
  return kind.open(stage).catch((error: Error) => `it can't be set up: ${error.message}`);
}

/** @returns OpenTofu, or a remark when it is not wanted or cannot be built */
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
