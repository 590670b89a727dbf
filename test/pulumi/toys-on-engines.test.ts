import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { ToyEngineProject } from "../toy/engine-project";
import type { RunResult } from "./engine";
import { describePulumi } from "./engine";

const crate = (args: object): string => `const crate = make("Crate", "orders", ${JSON.stringify(args)});`;
const sealed = (args: object): string => `${crate(args)}
  make("Seal", "s", { crate, checks: [{ crate }], breakable: true });`;

function succeeded(run: RunResult): RunResult {
  if (!run.ok) throw new Error(run.output);
  return run;
}

/** The adaptor, through the built package, on engines: what only their own processes and states can prove. */
describePulumi(
  "definitions that aren't known by a name",
  (engine) => {
    let toys: ToyEngineProject;
    const up = async (body: string): Promise<RunResult> => {
      toys.program(body);
      return succeeded(await toys.stack.up({ skipPreview: true }));
    };

    beforeAll(async () => {
      toys = await ToyEngineProject.open(engine);
    }, 60_000);
    afterAll(() => toys?.remove());

    story("live through references, refusals, refreshes, deletions by hand and half-done work", (step) => {
      step("have the service's id, which references stand for, also when they are made in the same run", async () => {
        toys.program(sealed({ size: 2, code: "1234" }));
        succeeded(await toys.stack.up());
        expect(await toys.recorded("orders")).toMatchObject({ id: "C1", outputs: { crateId: "C1", room: "attic" } });
        expect((await toys.recorded("s")).outputs).toMatchObject({
          crate: "C1",
          checks: [{ crate: "C1", every: 1 }],
          wax: "wax on C1",
        });
      });

      step("leave what refers to them alone, in the preview too, while they are updated", async () => {
        toys.program(sealed({ size: 3, code: "1234" }));
        const preview = succeeded(await toys.stack.preview());
        expect(preview.changeSummary).toEqual({ same: 2, update: 1 });
        expect((await up(sealed({ size: 3, code: "1234" }))).changeSummary).toEqual({ same: 2, update: 1 });
      });

      step("refuse what can't work, in the preview and without it, and stay as they are", async () => {
        const changes = [
          [{ size: 1, code: "1234" }, "size: 1 is less than 3: it can't shrink"],
          [{ size: 3 }, "code: can't be taken off again"],
          [{ size: 3, code: "1234", room: "cellar", until: "2025-01-01" }, "is over"],
        ] as const;
        const before = [toys.service.everything(), await toys.recorded("orders"), await toys.recorded("s")];
        for (const [args, said] of changes) {
          toys.program(sealed(args));
          for (const run of [await toys.stack.preview(), await toys.stack.up({ skipPreview: true })]) {
            expect(run.ok).toBe(false);
            expect(run.diagnostics).toContain(said);
            expect(run.output).not.toContain("1234");
          }
        }
        expect([toys.service.everything(), await toys.recorded("orders"), await toys.recorded("s")]).toEqual(before);
      });

      step("are refreshed although the way back is refused, in the preview", async () => {
        toys.service.put("crate/C1", { size: 9 });
        succeeded(await toys.stack.refresh({ skipPreview: true }));
        expect((await toys.recorded("orders")).outputs).toMatchObject({ size: 9 });
        const preview = await toys.stack.preview();
        expect(preview.ok).toBe(false);
        expect(preview.diagnostics).toContain("size: 3 is less than 9: it can't shrink");
      });

      step(
        "say what to do when somebody has deleted one, and are made anew then with all that refers to them",
        async () => {
          toys.service.remove("crate/C1");
          toys.program(sealed({ size: 10, code: "1234" }));
          const failed = await toys.stack.up({ skipPreview: true });
          expect(failed.diagnostics).toContain(
            "there is no crate C1. Look for it. If it was deleted by hand, run `pulumi refresh`",
          );
          succeeded(await toys.stack.refresh({ skipPreview: true }));
          await up(sealed({ size: 10, code: "1234" }));
          expect(await toys.recorded("orders")).toMatchObject({ id: "C2" });
          expect((await toys.recorded("s")).outputs).toMatchObject({ crate: "C2", checks: [{ crate: "C2" }] });
        },
      );

      step("keep the service's id of what was made and not finished, and are finished by the next run", async () => {
        const body = `make("Crate", "dent", { name: "dented" });`;
        toys.program(body);
        expect((await toys.stack.up({ skipPreview: true })).diagnostics).toContain("it has a dent");
        const { id, outputs } = await toys.recorded("dent");
        expect(outputs).toMatchObject({ crateId: id });
        expect((await up(body)).changeSummary).toMatchObject({ update: 1 });
        expect(await toys.recorded("dent")).toMatchObject({ id, outputs: { weight: 10 } });
      });

      step("are read and deleted too when they were made and not finished", async () => {
        toys.program(`make("Crate", "half", { name: "dented" });`);
        expect((await toys.stack.up({ skipPreview: true })).diagnostics).toContain("it has a dent");
        const { id } = await toys.recorded("half");
        succeeded(await toys.stack.refresh({ skipPreview: true }));
        expect(await toys.recorded("half")).toMatchObject({ id, outputs: { size: 1 } });
        succeeded(await toys.stack.destroy({ skipPreview: true }));
        expect(toys.service.get(`crate/${id}`)).toBeUndefined();
      });
    });
  },
  leftToAll,
);

describePulumi(
  "two resources that are one object",
  (engine) => {
    let toys: ToyEngineProject;
    const shelf = (name: string, args: object, options: object = {}): string =>
      `make("Shelf", ${JSON.stringify(name)}, ${JSON.stringify({ region: "north", ...args })}, ${JSON.stringify(options)});`;

    beforeAll(async () => {
      toys = await ToyEngineProject.open(engine);
    }, 60_000);
    afterAll(() => toys?.remove());

    story("are refused by the preview, but for a replacement and a move", (step) => {
      step("are refused by the preview, whether or not one of them exists", async () => {
        const both = shelf("office", {}) + shelf("office2", { name: "office", tags: ["second"] });
        for (const _ of ["new", "existing"]) {
          toys.program(both);
          const preview = await toys.stack.preview();
          expect(preview.ok).toBe(false);
          expect(preview.diagnostics).toContain('another resource of the program is the same shelf "office"');
          toys.program(shelf("office", {}));
          succeeded(await toys.stack.up({ skipPreview: true }));
        }
      });

      step("are one where a resource is replaced", async () => {
        toys.program(shelf("office", { region: "south" }));
        expect(succeeded(await toys.stack.up()).changeSummary).toMatchObject({ replace: 1 });
      });

      step("are one where a resource has moved", async () => {
        const options = { aliases: [{ name: "office" }] };
        toys.program(shelf("desk", { name: "office", region: "south" }, options));
        expect(succeeded(await toys.stack.up()).changeSummary).not.toHaveProperty("create");
      });
    });
  },
  leftToAll,
);

describePulumi(
  "a function that asks",
  (engine) => {
    let toys: ToyEngineProject;
    const weighed = (size: number): string => `const crate = make("Crate", "orders", { size: ${size} });
    return { weight: callFunctionOutput("weigh", { thing: crate }).weight };`;

    beforeAll(async () => {
      toys = await ToyEngineProject.open(engine);
    }, 60_000);
    afterAll(() => toys?.remove());

    story("waits for what is yet to be changed, and else asks in a preview too", (step) => {
      step("waits in a preview for a resource that is yet to be changed, and is asked after the change", async () => {
        toys.program(`make("Crate", "orders", { size: 1 });`);
        succeeded(await toys.stack.up({ skipPreview: true }));
        toys.program(weighed(3));
        succeeded(await toys.stack.preview());
        succeeded(await toys.stack.up({ skipPreview: true }));
        expect(await toys.stack.outputs()).toEqual({ weight: 30 });
      });

      step("is asked in a preview too where nothing is to be changed", async () => {
        toys.service.put("crate/C1", { size: 1 });
        const preview = await toys.stack.preview();
        expect(preview.ok).toBe(false);
        expect(preview.diagnostics).toContain("there is nothing to weigh in C1");
      });
    });
  },
  leftToAll,
);

const FAILING = `const first = callFunctionOutput("weigh", { thing: "nowhere" });`;
/** As the second one that a failure goes through; by far the slowest before an answer stopped the search for handlers. */
const SECOND = `const second = callFunctionOutput("weigh", { thing: pulumi.interpolate\`\${first.weight}\` });`;

describePulumi(
  "a function that fails",
  (engine) => {
    let toys: ToyEngineProject;

    beforeAll(async () => {
      toys = await ToyEngineProject.open(engine);
    }, 60_000);
    afterAll(() => toys?.remove());

    it.each([
      ["is an output of the stack", `${FAILING} return { weight: first.weight };`],
      ["goes into another function", `${FAILING} ${SECOND} return { weight: second.weight };`],
      ["is used by nobody", FAILING],
    ])(
      "ends the program soon, with the reason, where its answer %s",
      async (_where, body) => {
        toys.program(body);
        const before = performance.now();
        const run = await toys.stack.preview();
        expect(performance.now() - before).toBeLessThan(15_000);
        expect(run.ok).toBe(false);
        expect(run.diagnostics).toContain("there is nothing to weigh in nowhere. Make it bigger.");
      },
      180_000,
    );
  },
  leftToAll,
);

describePulumi(
  "a function that acts",
  (engine) => {
    let toys: ToyEngineProject;

    beforeAll(async () => {
      toys = await ToyEngineProject.open(engine);
    }, 60_000);
    afterAll(() => toys?.remove());

    story("acts in an update only", (step) => {
      step("acts in an update only, on what the same run makes, and its secrets stay secret", async () => {
        toys.program(`${crate({ door: "north" })}
        const opened = callFunctionOutput("openCrate", { crate });
        return { code: opened.code, content: opened.content };`);
        succeeded(await toys.stack.preview());
        expect(toys.service.everything()).not.toHaveProperty("opened/C1");
        const run = succeeded(await toys.stack.up({ skipPreview: true }));
        expect(toys.service.get("opened/C1")).toEqual({ place: ["attic", null, "north"] });
        expect(await toys.stack.outputs()).toEqual({ code: "[secret]", content: "[secret]" });
        expect(await toys.stack.outputs({ showSecrets: true })).toEqual({
          code: "made-up-code",
          content: "straw of C1",
        });
        expect(run.output).not.toContain("made-up-code");
      });

      step("doesn't act in the preview of a change either, when all that it needs is known", async () => {
        toys.service.remove("opened/C1");
        succeeded(await toys.stack.preview());
        expect(toys.service.get("opened/C1")).toBeUndefined();
      });

      step("fails a preview as a promise, before it acts", async () => {
        toys.program(`const { content } = await callFunction("openCrate", { crate: "C1", code: "1234" });
        return { content };`);
        const preview = await toys.stack.preview();
        expect(preview.ok).toBe(false);
        expect(preview.diagnostics).toContain(
          "openCrate acts at the service, and a preview must not. Use openCrateOutput",
        );
        expect(toys.service.get("opened/C1")).toBeUndefined();
        succeeded(await toys.stack.up({ skipPreview: true }));
        expect(toys.service.get("opened/C1")).toMatchObject({ by: "1234" });
      });
    });
  },
  leftToAll,
);
