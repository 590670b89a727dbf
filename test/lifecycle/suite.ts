import { addressOf, sameAddress } from "../../src/core/address";
import type { Definition } from "../../src/core/definition";
import { fieldsOf } from "../../src/core/fields";
import { keyOf } from "./engine";
import { expectKept } from "./expectations";
import { Life } from "./life";
import { programsOf, withoutSwitch } from "./programs";
import { affectedBy, definitions, inputLeaves, refusedChange } from "./samples";
import { canDrift, isAtService } from "./services";

/** One resource of each definition, through everything that can happen to it, without an engine. Each test is a life of its own. */
export function lifecycleSuite(): void {
  describe.each(definitions)("$name", (definition) => {
    creation(definition);
    changes(definition);
    refusals(definition);
    drift(definition);
    rotation(definition);
    replacements(definition);
    end(definition);
  });
}

function creation(definition: Definition): void {
  it(
    "is created with just the calls that it takes",
    Life.of(definition, async (life) => {
      await life.applies(life.program, "create");
      expect((await life.service.calls()).sort()).toEqual(life.service.creating([life.subject]));
      const state = await life.recorded();
      const outputs = fieldsOf(definition.outputs).filter(({ optional }) => !optional);
      expect(Object.keys(state)).toEqual(expect.arrayContaining(outputs.map(({ name }) => name)));
      expect(await life.service.exists(definition.name, state)).toBe(true);
    }),
  );

  it(
    "is left alone, without a call, while nothing changes",
    Life.ofCreated(definition, async (life) => {
      life.expectOnly(await life.stack.up(life.program), "same");
      expect(await life.service.calls()).toEqual([]);
    }),
  );

  it(
    "is read with just the calls that it takes, and found unchanged",
    Life.ofCreated(definition, async (life) => {
      await life.stack.refresh();
      expect((await life.service.calls()).sort()).toEqual(life.service.reading(life.program));
      life.expectOnly(await life.stack.preview(life.program), "same");
    }),
  );
}

function changes(definition: Definition): void {
  for (const { field, path, args } of programsOf(definition).changing) {
    it(
      `is changed in place for another ${path}, and back`,
      Life.ofCreated(definition, async (life) => {
        await life.anHourLater();
        const before = await life.recorded();
        await life.applies(life.withArgs(args), "update");
        expectKept(definition, before, await life.recorded(), affectedBy(definition, field));
        await life.anHourLater();
        await life.endOverlap();
        await life.appliesBack(args, "update");
      }),
    );
  }

  it(
    "is not changed by the order of a list",
    Life.ofCreated(definition, async (life) => {
      const unordered = new Set(inputLeaves(definition).flatMap(({ meta, path }) => (meta.unordered ? [path] : [])));
      const reversed = Object.entries(life.subject.args).map(([name, value]) => [
        name,
        Array.isArray(value) && unordered.has(name) ? [...value].reverse() : value,
      ]);
      life.expectOnly(await life.stack.preview(life.withArgs(Object.fromEntries(reversed))), "same");
    }),
  );
}

function refusals(definition: Definition): void {
  const { subject, variations, switches } = programsOf(definition);
  for (const { path, args, refused } of variations.filter((each) => each.refused)) {
    it(
      `refuses another ${path}, before any call`,
      Life.ofCreated(definition, (life) => life.isRefused(args, refused)),
    );
  }

  for (const field of switches) {
    it(
      `refuses to be replaced without ${field.path}, before any call`,
      Life.ofCreated(definition, async (life) => {
        const stopped = variations.flatMap(({ args: on }) => {
          const args = withoutSwitch(on, field);
          const [problem] = refusedChange(definition, subject.args, args);
          return problem ? [{ args, reason: String(problem.reason) }] : [];
        });
        expect(stopped).not.toEqual([]);
        for (const { args, reason } of stopped) await life.isRefused(args, reason);
      }),
    );
  }
}

function drift(definition: Definition): void {
  if (!canDrift(definition.name)) return;

  it(
    "is mended after somebody else changed it",
    Life.ofCreated(definition, async (life) => {
      await life.service.drift(definition.name, await life.recorded());
      await life.stack.refresh();
      await life.applies(life.program, "update");
      await life.stack.refresh();
      life.expectOnly(await life.stack.preview(life.program), "same");
    }),
  );
}

function rotation(definition: Definition): void {
  const { shape } = definition.outputs;
  if (!("rotateAt" in shape)) return;

  it(
    "rotates when it is due and not before, and ends the overlap",
    Life.ofCreated(definition, async (life) => {
      const before = await life.recorded();
      const rotateAt = String(before["rotateAt"]);
      await life.at(new Date(Date.parse(rotateAt) - 1000).toISOString());
      life.expectOnly(await life.stack.preview(life.program), "same");
      await life.at(rotateAt);
      expect((await life.stack.preview(life.program)).shown).toContain("due since");
      await life.applies(life.program, "update");
      const after = await life.recorded();
      expect((after["rotateAt"] as string) > rotateAt).toBe(true);
      if ("version" in shape) expect(after["version"]).toBe(Number(before["version"]) + 1);
      expect(await life.service.exists(definition.name, before)).toBe(true);
      await life.endOverlap();
      expect(await life.service.exists(definition.name, before)).toBe(!("previous" in shape));
    }),
  );
}

function replacements(definition: Definition): void {
  for (const { path, args } of programsOf(definition).replacing) {
    it(
      `is replaced for another ${path}`,
      Life.ofCreated(definition, async (life) => {
        const replaced = await life.recorded();
        await life.applies(life.withArgs(args), "replace");
        const made = await life.recorded();
        expect(await life.service.exists(definition.name, made)).toBe(true);
        if (!sameAddress(addressOf(definition, replaced), addressOf(definition, made))) {
          expect(await life.service.exists(definition.name, replaced)).toBe(!isAtService(definition.name));
        }
        await life.appliesBack(args, "replace");
      }),
    );
  }
}

function end(definition: Definition): void {
  it(
    "is deleted",
    Life.ofCreated(definition, async (life) => {
      const state = await life.recorded();
      await life.applies(life.others, "delete");
      expect(await life.service.exists(definition.name, state)).toBe(!isAtService(definition.name));
    }),
  );

  if (!isAtService(definition.name)) return;

  it(
    "is made anew after it was deleted by hand",
    Life.ofCreated(definition, async (life) => {
      await life.service.remove(definition.name, await life.recorded());
      await life.stack.refresh();
      expect(await life.recorded()).toEqual({});
      await life.applies(life.program, "create");
      expect(await life.service.exists(definition.name, await life.recorded())).toBe(true);
    }),
  );

  it(
    "is deleted without harm where it was deleted by hand",
    Life.ofCreated(definition, async (life) => {
      await life.service.remove(definition.name, await life.recorded());
      await life.stack.destroy();
      expect(await life.stack.state(keyOf(life.subject))).toBeUndefined();
    }),
  );
}
