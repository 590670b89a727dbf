import { Addresses } from "../../core/access/addresses";
import type { AccessSource } from "../../core/access/map";
import { Concealment } from "../../core/concealment";
import { UNKNOWN, type Values } from "../../core/unknown";
import { plannedProgram } from "../recorded-program";
import { type Naming, readStates, type State, type StateResource } from "../states";
import type { Terminal } from "../terminal";
import { visible } from "../visible";

/** What files say, states and plans alike. */
export interface Sources {
  /** What is recorded. */
  readonly before: readonly AccessSource[];
  /** What is to be, where a plan is among the files; what is in no plan stays as it is recorded. */
  readonly after: readonly AccessSource[];
  readonly resources: readonly StateResource[];
  readonly isPlan: boolean;
  /** A text without what programs mark as secret. */
  hide(text: string): string;
}

export async function readSources(files: readonly string[], naming: Naming, terminal: Terminal): Promise<Sources> {
  const states = await readStates(files, naming, terminal, plannedProgram);
  const concealment = new Concealment();
  const resources = states.flatMap((state) => state.planned ?? state.resources);
  for (const { opened = [] } of [...states.flatMap((state) => state.resources), ...resources])
    for (const value of opened) {
      concealment.add(value);
      concealment.add(rangesIn(value));
    }
  return {
    before: states.flatMap((state) => state.resources.map((each) => sourceOf(each, state))),
    after: states.flatMap((state) => (state.planned ?? state.resources).map((each) => sourceOf(each, state))),
    resources,
    isPlan: states.some(({ planned }) => planned !== undefined),
    hide: (text) => concealment.hide(text),
  };
}

/** Addresses in a value, as answers write them: without host bits, and neighbours as one. */
function rangesIn(value: unknown): readonly string[] {
  const texts = [value].flat().filter((each) => typeof each === "string");
  return Addresses.of(texts)?.toRanges() ?? [];
}

/** A field that the program has marked as secret, and the engine hasn't printed, isn't known. */
export function valuesOf({ outputs, closed = [] }: StateResource): Values {
  return { ...outputs, ...Object.fromEntries(closed.map((name) => [name, UNKNOWN])) };
}

function sourceOf(resource: StateResource, state: State): AccessSource {
  const { title, address, project, stack, definition } = resource;
  const place = stack === "" ? state.source : `${project}/${stack}`;
  return { title: visible(title), address, stack: place, definition, values: valuesOf(resource) };
}
