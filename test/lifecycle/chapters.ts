import { isDeepStrictEqual } from "node:util";
import { type Address, addressOf } from "../../src/core/address";
import type { Definition, Values } from "../../src/core/definition";
import { type Declared, keyOf } from "./engine";
import { subjectOf } from "./fleet-subject";
import { referencesIn } from "./prerequisites";
import { programsOf, withoutSwitch } from "./programs";
import { checked, find, inputLeaves, otherValue, varied, withValue } from "./samples";

/** When a run takes place: at the same time as the one before, after that, or as soon as something is due. */
export type When = "at once" | "an hour later" | "when due";

/** One run of a program. */
export interface Run {
  readonly program: readonly Declared[];
  readonly when: When;
}

/** One run of a resource's life. */
export interface Chapter {
  readonly title: string;
  /** Of several chapters that are alike, those that make the same calls show the same. */
  readonly alike: string;
  /** The runs that lead to it. */
  readonly before: readonly Run[];
  readonly run: Run;
  readonly isRefused?: boolean;
  /** The program after it: its own, or where that is refused the one before. */
  readonly after: readonly Declared[];
  /** Runs after which all can be deleted. */
  readonly end: readonly Run[];
}

/** All that happens to a resource of a definition, in a program with what it needs. */
export function chaptersOf(definition: Definition): readonly Chapter[] {
  const parts = [creation, changes, rotation, replacements, renewals, destruction, refusedDestruction];
  return parts.flatMap((part) => part(definition));
}

const atOnce = (program: readonly Declared[]): Run => ({ program, when: "at once" });
const anHourLater = (program: readonly Declared[]): Run => ({ program, when: "an hour later" });
const whenDue = (program: readonly Declared[]): Run => ({ program, when: "when due" });

function chapter(title: string, before: readonly Run[], run: Run, more: Partial<Chapter> = {}): Chapter {
  return { title, alike: title, before, run, after: run.program, end: [], ...more };
}

function creation(definition: Definition): Chapter[] {
  return [chapter("is created, with all that it needs", [], atOnce(usual(definition)))];
}

function changes(definition: Definition): Chapter[] {
  const { changes: fields, changed, args } = subjectOf(definition);
  if (fields.length === 0) return [];
  const usually = withoutCredentials(definition, args);
  const [from, to] = [program(definition, usually, changed.args), program(definition, changed.args, usually)];
  const end = [anHourLater(from)];
  return [
    chapter("is changed in place", [atOnce(from)], anHourLater(to), { end }),
    chapter("is changed back", [atOnce(from), anHourLater(to)], anHourLater(from)),
  ];
}

function rotation(definition: Definition): Chapter[] {
  if (!rotates(definition)) return [];
  const all = usual(definition);
  return [
    chapter("rotates", [atOnce(all)], whenDue(all)),
    chapter("comes to the date after its rotation", [atOnce(all), whenDue(all)], whenDue(all)),
  ];
}

function replacements(definition: Definition): Chapter[] {
  const usually = withoutCredentials(definition, programsOf(definition).subject.args);
  return programsOf(definition).replacing.map(({ path, args }) => {
    const others = withoutCredentials(definition, args);
    const [from, to] = [program(definition, usually, others), program(definition, others, usually)];
    // Of an object with an id of the service's own the name isn't known yet.
    const stays = isDeepStrictEqual(addressIn(definition, usually), addressIn(definition, others));
    const alike = `is replaced for another ${stays ? "detail" : path}`;
    return chapter(`is replaced for another ${path}`, [atOnce(from)], atOnce(to), { alike });
  });
}

function addressIn(definition: Definition, args: Values): Address | undefined {
  return addressOf(definition, checked(definition, args).values);
}

/** What the resource refers to is replaced, by one of another name, so that it has to follow. */
function renewals(definition: Definition): Chapter[] {
  const all = usual(definition);
  return referencesIn(all.at(-1)?.args).flatMap(({ $type, $name }) => {
    const needed = find($type);
    const name = varied(needed).find(({ path, onChange }) => path === needed.subject && onChange === "replace");
    if (!name) return [];
    const renewed = all.map((each) => {
      const isIt = each.type === $type && each.name === $name;
      return isIt ? { ...each, args: withValue({ ...each.args }, name, otherValue(name, each.args)) } : each;
    });
    return [chapter(`follows the ${$type} that it needs to another`, [atOnce(all)], atOnce(renewed))];
  });
}

function destruction(definition: Definition): Chapter[] {
  const all = usual(definition);
  const before = rotates(definition) ? [atOnce(all), whenDue(all)] : [atOnce(all)];
  return [chapter("is destroyed, with all that it needs", before, atOnce([]))];
}

/** A switch that lets a replacement through may be what lets a deletion through, too. */
function refusedDestruction(definition: Definition): Chapter[] {
  const { subject, switches } = programsOf(definition);
  return switches.map((field) => {
    const after = program(definition, withoutSwitch(subject.args, field));
    const end = [atOnce(usual(definition))];
    return chapter(`is not destroyed without ${field.path}`, [atOnce(after)], atOnce([]), {
      isRefused: true,
      after,
      end,
    });
  });
}

function rotates({ outputs }: Definition): boolean {
  return "rotateAt" in outputs.shape;
}

function usual(definition: Definition): readonly Declared[] {
  return program(definition, withoutCredentials(definition, programsOf(definition).subject.args));
}

/**
 * Arguments without those that ask for a new credential, as most programs have it: of what an interrupted run has left
 * nobody knows whether it was made for the same.
 */
function withoutCredentials(definition: Definition, args: Values): Values {
  const asking = inputLeaves(definition).filter(({ onChange, optional }) => onChange === "rekey" && optional);
  return asking.reduce<Record<string, unknown>>((values, field) => withValue(values, field, undefined), args);
}

/** The subject with `args`, and no more of the others than those arguments and `more` name. */
function program(definition: Definition, args: Values, more: Values = {}): readonly Declared[] {
  const { subject, others } = programsOf(definition);
  const needed = new Set<string>();
  const visit = (values: Values): void => {
    for (const { $type: type, $name: name } of referencesIn(values)) {
      const key = keyOf({ type, name });
      if (needed.has(key)) continue;
      needed.add(key);
      visit(others.find((other) => keyOf(other) === key)?.args ?? {});
    }
  };
  visit(args);
  visit(more);
  return [...others.filter((other) => needed.has(keyOf(other))), { ...subject, args }];
}
