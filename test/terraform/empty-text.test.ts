import type { Values } from "../../src/core/definition";
import { checkInputs } from "../../src/core/validate";
import { directStack } from "../lifecycle/direct-engine";
import { type Declared, keyOf } from "../lifecycle/engine";
import { prerequisites } from "../lifecycle/prerequisites";
import { definitions, inputLeaves, MADE, sample, withValue } from "../lifecycle/samples";
import { startEmulated } from "../lifecycle/services";
import { CallingEngine } from "./options/calling-engine";

/** Each text that a program may leave out, given as an empty one. */
const cases = definitions.flatMap((definition) =>
  inputLeaves(definition)
    .filter(({ type, optional, from }) => type.kind === "string" && (optional || from.length > 0))
    .map((field) => {
      // No reference to a resource, whatever the field may name.
      const given = (text: string | undefined): Values =>
        withValue({ ...sample(definition) }, { ...field, meta: { doc: "" } }, text);
      return { type: definition.name, path: field.path, definition, args: given(""), without: given(undefined) };
    }),
);

const refusal = ({ definition, args, path }: (typeof cases)[number]): string | undefined =>
  checkInputs(definition, args)
    .problems.filter(({ field }) => field === path)
    .map(({ reason }) => String(reason))[0];

const refused = cases.filter((each) => refusal(each) !== undefined);
const accepted = cases.filter((each) => refusal(each) === undefined);

it.each(refused)("$type: an empty $path is refused in words", (each) => {
  expect(refusal(each)).toMatch(/^(""|the given value) (has|is|must) /);
});

// A bug: each plan showed a change of an empty description, and each apply wrote nothing.
describe.each(accepted)("$type: an empty $path", ({ type, definition, args, without }) => {
  const subject = { type, name: "subject" };
  const programWith = (args: Values): readonly Declared[] => [...prerequisites(definition), { ...subject, args }];
  const program = programWith(args);

  it.each([
    ["on Terraform and OpenTofu", (env: Readonly<Record<string, string>>) => onTerraform(env)],
    ["without an engine", (env: Readonly<Record<string, string>>) => directly(env)],
  ])("is no change, %s", async (_, start) => {
    const services = await startEmulated(MADE);
    try {
      const stack = start(services.env);
      await stack.up(program);
      await stack.refresh();
      expect(await stack.actionOf(program, keyOf(subject))).toBe("same");
      // The same for an object that was made without it.
      await stack.up(programWith(without));
      await stack.refresh();
      await stack.up(program);
      await stack.refresh();
      expect(await stack.actionOf(program, keyOf(subject))).toBe("same");
    } finally {
      await services.emulator.close();
    }
  });
});

function onTerraform(env: Readonly<Record<string, string>>) {
  const engine = new CallingEngine(env, MADE);
  return {
    up: (program: readonly Declared[]) => engine.up(program),
    refresh: () => engine.refresh(),
    actionOf: async (program: readonly Declared[], key: string) => (await engine.plan(program)).actions[key],
  };
}

function directly(env: Readonly<Record<string, string>>) {
  const stack = directStack(env, MADE);
  return {
    up: (program: readonly Declared[]) => stack.up(program),
    refresh: () => stack.refresh(),
    actionOf: async (program: readonly Declared[], key: string) => (await stack.preview(program)).actions[key],
  };
}
