import { Command } from "commander";
import { vendors } from "../catalog";
import { planProblems } from "../core/checks";
import { systemClock } from "../core/clock";
import { onRecord } from "../core/damage";
import { ConfigurationError } from "../core/errors";
import { fieldsOf } from "../core/fields";
import { inWords, joined, message, ref } from "../core/message";
import { type Environment, settingValue } from "../core/settings";
import { quoted } from "../terraform/hcl";
import { recordedStack } from "../terraform/label";
import { snakeCase } from "../terraform/names";
import { type RecordedProgram, recordedProgram, STATES } from "./recorded-program";
import { INCOMPLETE, processTerminal, READABLE, readText, type Terminal } from "./terminal";

/** One edit that a user of 0.1 has to make. */
interface Edit {
  readonly at: readonly string[];
  readonly edit: string;
}

interface Flags {
  readonly check: boolean;
  readonly json: boolean;
}

/** `keysmith migrate --check`: which edits of docs/upgrading.md the program of a recorded state needs. */
export function migrateCommand(terminal: Terminal = processTerminal): Command {
  return new Command("migrate")
    .description(`show what has to change in a program of 0.1, from ${STATES}; exits 2 when something has to`)
    .argument("[file]", "what one of these commands printed (default: standard input)")
    .option("--check", "only look, which is all that this command does", false)
    .option("--json", "print JSON", false)
    .action((file: string | undefined, flags: Flags) => run(file, flags, terminal));
}

async function run(file: string | undefined, { check, json }: Flags, terminal: Terminal): Promise<void> {
  if (!check) {
    throw new ConfigurationError(
      "keysmith migrate changes nothing: programs are edited by people",
      "Use --check to see what there is to edit.",
    );
  }
  const state = recordedProgram(await readText(file, terminal, READABLE));
  const edits = editsFor(state, terminal.env);
  terminal.print(json ? JSON.stringify(edits, null, 2) : report(edits, state.resources.length));
  if (edits.length > 0) process.exitCode = INCOMPLETE;
}

function editsFor(state: RecordedProgram, env: Environment): readonly Edit[] {
  const ofEngine = state.engine === "terraform" ? [...stackEdits(state), ...blockEdits(state)] : programEdits(state);
  return [...ofEngine, ...revisionEdits(state), ...refusedNow(state, env)];
}

/** The name that 0.1 derived from folder and workspace, and that no version derives any more. */
function stackEdits({ resources }: RecordedProgram): Edit[] {
  const named = new Map<string, string[]>();
  for (const { title, definition, outputs } of resources) {
    const stack = recordedStack(definition, outputs);
    if (stack !== undefined) named.set(stack, [...(named.get(stack) ?? []), title]);
  }
  return [...named].map(([stack, titles]) => ({
    at: titles,
    edit: `in the provider block: stack = ${quoted(stack)}, with which their labels begin`,
  }));
}

const IF_IT_HAS = "the program, if it has";

/** A state holds blocks in the shape that attributes had. */
function blockEdits({ resources }: RecordedProgram): Edit[] {
  const objects = resources.flatMap(({ definition, outputs }) =>
    fieldsOf(definition.inputs).filter(({ name, type }) => type.kind === "object" && outputs[name] !== undefined),
  );
  const names = [...new Set(objects.map(({ name }) => `\`${snakeCase(name)} = {\``))];
  if (names.length === 0) return [];
  return [
    {
      at: [IF_IT_HAS],
      edit: `${names.join(", ")}, and the like in the provider block: write them as blocks, without the equals sign; constructs need no edit`,
    },
  ];
}

/** For consumers that take a credential again when its number changes: a version is 1 again after a replacement. */
function revisionEdits({ resources, words }: RecordedProgram): Edit[] {
  const counted = resources.filter(({ definition: { outputs } }) =>
    ["version", "revision"].every((name) => name in outputs.shape),
  );
  if (counted.length === 0) return [];
  const edit = message`${ref("version")} of ${counted.map(({ title }) => title).join(", ")} where a version of something write-only is asked for: ${ref("revision")}, which never repeats`;
  return [{ at: [IF_IT_HAS], edit: inWords(edit, words) }];
}

/** The exports of the package in 0.1, and what replaces them. */
const EXPORTS = [
  '`import … from "keysmith/emulator"`: npm install --save-dev keysmith-emulator, and import that',
  "`error instanceof KeysmithError`, to tell errors apart: isKeysmithError(error), then switch (error.code)",
];

/** Names that programs use and that a state doesn't hold. */
const BUNDLE =
  "`clientKey_<id>.json` and `clientKey_<id>_Password.txt` of sdkBundle: clientKey.json and clientKey_Password.txt, and the id as the value of clientKeyId";

/** A state doesn't say what its program imports. */
function programEdits({ resources }: RecordedProgram): Edit[] {
  const edits = [...(resources.length > 0 ? EXPORTS : []), ...(hasBundle(resources) ? [BUNDLE] : [])];
  return edits.map((edit) => ({ at: [IF_IT_HAS], edit }));
}

function hasBundle(resources: RecordedProgram["resources"]): boolean {
  const makers = vendors.flatMap(({ compositions = [] }) => compositions.filter(({ bundle }) => bundle !== undefined));
  const last = new Set(makers.map(({ parts }) => parts.at(-1)?.resource));
  return resources.some(({ definition }) => last.has(definition.name));
}

/** The inputs that a plan of the same program refuses, with the settings of the environment here. */
function refusedNow({ resources, words }: RecordedProgram, env: Environment): Edit[] {
  const refused = new Map<string, string[]>();
  for (const resource of resources.filter(({ unfinished }) => !unfinished)) {
    const { definition, inputs, outputs, title } = resource;
    const problems = onRecord(resource, () =>
      planProblems(definition, outputs, inputs, systemClock.now(), (setting) =>
        settingValue(setting, () => undefined, env),
      ),
    );
    for (const { field, reason } of problems) {
      const edit = inWords(field ? joined([ref(field), reason], ": ") : message`${reason}`, words);
      refused.set(edit, [...(refused.get(edit) ?? []), title]);
    }
  }
  return [...refused].map(([edit, at]) => ({ at, edit }));
}

function report(edits: readonly Edit[], resources: number): string {
  const lines = edits.map(({ at, edit }) => `edit  ${at.join(", ")}: ${edit}`);
  const count = edits.length === 1 ? "1 edit" : `${edits.length} edits`;
  const rest =
    edits.length > 0
      ? "; docs/upgrading.md says more about each, and lists what behaves differently without an edit"
      : "";
  return [...lines, `${count} for ${resources} ${resources === 1 ? "resource" : "resources"}${rest}`].join("\n");
}
