import { realpath, stat } from "node:fs/promises";
import { ConfigurationError } from "../core/errors";
import type { Words } from "../core/message";
import { type RecordedResource, requireWhole } from "../core/recorded";
import { HOW_TO_MAKE, type PlannedProgram, recordedProgram } from "./recorded-program";
import { READABLE, readText, type Terminal } from "./terminal";

/** A resource of ours in one of several states. */
export interface StateResource extends Omit<RecordedResource, "stack"> {
  /** Empty where neither the state nor the user names it. */
  readonly project: string;
  readonly stack: string;
  readonly words: Words;
}

export interface State {
  /** The name that the user gave. */
  readonly source: string;
  readonly resources: readonly StateResource[];
  /** The planned resources, where the file is a plan and plans are read. */
  readonly planned?: readonly StateResource[];
}

/** Describes the arguments of commands that take several states. */
export const FILES = "what these commands printed, one state in each file (default: standard input, as is -)";

/** The place of a state that doesn't name its own. */
export interface Naming {
  readonly project?: string;
  readonly stack?: string;
}

const STANDARD_INPUT = "-";

/**
 * @param files by default standard input, as is `-`
 * @param read by default states only
 * @throws ConfigurationError for text that isn't an engine's state, where no state has a resource of ours, or two have the same
 */
export async function readStates(
  files: readonly string[],
  naming: Naming,
  terminal: Terminal,
  read: (text: string) => PlannedProgram = recordedProgram,
): Promise<State[]> {
  const names = files.length > 0 ? files : [STANDARD_INPUT];
  const real = await Promise.all(names.map(realName));
  const twice = names.find((_file, index) => real.indexOf(real[index] ?? "") !== index);
  if (twice !== undefined) throw new ConfigurationError(`${sourceOf(twice)} is given twice`, "Give each state once.");
  const states: State[] = [];
  for (const file of names) states.push(await readState(file, naming, terminal, read));
  const empty = states
    .filter(({ resources, planned = [] }) => resources.length + planned.length === 0)
    .map(({ source }) => source);
  if (empty.length === states.length) {
    throw new ConfigurationError(`${empty.join(", ")} records no resource of Keysmith`, HOW_TO_MAKE);
  }
  for (const source of empty) terminal.warn(`${source} records no resource of Keysmith`);
  refuseSame(states);
  return severalNames(states);
}

/** A file that can't be found keeps its name: reading it says what is wrong. */
async function realName(file: string): Promise<string> {
  return file === STANDARD_INPUT ? file : realpath(file).catch(() => file);
}

async function readState(
  file: string,
  naming: Naming,
  terminal: Terminal,
  read: (text: string) => PlannedProgram,
): Promise<State> {
  const text = await readText(file === STANDARD_INPUT ? undefined : file, terminal, READABLE);
  const { resources, planned, words } = inFile(file, () => {
    const program = read(text);
    for (const each of program.resources) requireWhole(each, program.words);
    return program;
  });
  const fallback = { project: naming.project ?? "", name: naming.stack ?? (await stackCalledAs(file)) };
  const placed = (resource: RecordedResource): StateResource => {
    const { project, name: stack } = resource.stack ?? fallback;
    return { ...resource, project, stack, words };
  };
  return {
    source: sourceOf(file),
    resources: resources.map(placed),
    ...(planned && { planned: planned.map(placed) }),
  };
}

function sourceOf(file: string): string {
  return file === STANDARD_INPUT ? "standard input" : file;
}

/** What the shell has opened has no name: `<(…)` and `/dev/stdin` are numbers, which another stack has another time. */
async function stackCalledAs(file: string): Promise<string> {
  const isNamed = file !== STANDARD_INPUT && !/^\/(?:dev|proc)\//.test(file) && (await stat(file)).isFile();
  return isNamed ? file.replace(/\.(?:json|tfstate)$/, "") : "";
}

function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError) || file === STANDARD_INPUT) throw error;
    throw new ConfigurationError(`${file}: ${error.problem}`, error.told.remedy);
  }
}

function refuseSame(states: readonly State[]): void {
  const seen = new Map<string, string>();
  for (const { source, resources } of states)
    for (const { project, stack, address, title } of resources) {
      const key = JSON.stringify([project, stack, address]);
      const other = seen.get(key);
      if (other !== undefined && other !== source) {
        throw new ConfigurationError(
          `${other} and ${source} both record ${title} of the stack ${JSON.stringify(stack)}`,
          "Give each stack once; a state that names no stack is named after its file, unless --stack says otherwise. What comes through a pipe has no such name.",
        );
      }
      seen.set(key, source);
    }
}

/** Resources of one stack, kind and name that differ only in what contains them are named by their whole addresses. */
function severalNames(states: readonly State[]): State[] {
  const keyOf = ({ project, stack, definition, name }: StateResource): string =>
    JSON.stringify([project, stack, definition.name, name]);
  const counts = new Map<string, number>();
  for (const each of states.flatMap(({ resources }) => resources))
    counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  const named = (each: StateResource): StateResource =>
    (counts.get(keyOf(each)) ?? 0) > 1 ? { ...each, name: each.address } : each;
  return states.map((state) => ({ ...state, resources: state.resources.map(named) }));
}
