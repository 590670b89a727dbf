import { Scene } from "../../scripts/gitops/scene";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "../terraform/engines";
import { type Outcome, PIPELINES } from "./pipelines";

describeOnOne(
  "the scripts of other pipelines, as they stand in the files,",
  "terraform",
  (engine) => {
    describe.each(PIPELINES)("those of $name", ({ plan, apply }) => {
      let scene: Scene;

      beforeAll(async () => {
        scene = await Scene.open(engine, { time: "2026-01-01T05:17:00Z", validity: "P90D" });
        scene.repository.installOnMachine();
      }, 60_000);
      afterAll(() => scene?.close());

      type Act = typeof apply;
      const run = async (act: Act, timeout = "1m"): Promise<Outcome & { readonly made: number }> => {
        await scene.emulator.clearCalls();
        const outcome = await act(scene, { LOCK_TIMEOUT: timeout });
        const calls = await scene.emulator.calls();
        return { ...outcome, made: calls.filter(({ operation }) => /^(Create|Delete|Update)/.test(operation)).length };
      };
      const withoutKeys = { operation: "CreateClientKey", kind: "503", times: 1000 } as const;

      story("plan, apply, and say what is wrong", (step) => {
        if (plan) {
          step("plan what is proposed", async () => {
            expect(await run(plan)).toMatchObject({ made: 0, output: expect.stringContaining("Plan: 6 to add") });
          });
        }
        step("apply, and are green", async () => expect(await run(apply)).toMatchObject({ green: true, made: 6 }));
        step("change nothing when nothing is due", async () => {
          await scene.at("2026-02-01T05:17:00Z");
          expect(await run(apply)).toMatchObject({ green: true, made: 0 });
        });
        step("are red while somebody has locked the state", async () => {
          await scene.at("2026-03-12T05:17:00Z");
          const outcome = await scene.locked(() => run(apply, "1s"));
          expect(outcome).toMatchObject({ green: false, output: expect.stringContaining("acquiring the state lock") });
        });
        step("are red when the apply fails", async () => {
          expect(await scene.broken(withoutKeys, () => run(apply))).toMatchObject({ green: false });
        });
        step("rotate what is due", async () => expect(await run(apply)).toMatchObject({ green: true, made: 1 }));
        step("are red when a key has ended and can't be renewed, and green when it can", async () => {
          await scene.at("2026-06-11T05:17:00Z");
          expect(await scene.broken(withoutKeys, () => run(apply))).toMatchObject({ green: false });
          expect(await run(apply)).toMatchObject({ green: true });
        });
        step("have printed and left no secret", async () => {
          await scene.credentials("orders");
          expect(scene.leaks()).toEqual([]);
        });
      });
    });
  },
  leftToAll,
);
