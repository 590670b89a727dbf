import type { GithubEvent, GithubOutcome } from "../../scripts/gitops/github";
import { Scene } from "../../scripts/gitops/scene";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "../terraform/engines";

const APPLY = ["Install Keysmith", "Ask GitHub for a token that RAM trusts", "Initialise", "Apply", "Say what is due"];
const PLAN = APPLY.map((name) => (name === "Apply" ? "Plan" : name));

describeOnOne(
  "GitHub's workflow, by the scripts in its file,",
  "terraform",
  (engine) => {
    let scene: Scene;

    beforeAll(async () => {
      scene = await Scene.open(engine, { time: "2026-01-01T05:17:00Z", validity: "P90D" });
    }, 60_000);
    afterAll(() => scene?.close());

    /** How the steps of a run went, and what it called. */
    const run = async (event: GithubEvent, inputs = {}): Promise<GithubOutcome & { readonly made: number }> => {
      await scene.emulator.clearCalls();
      const outcome = await scene.github(event, { inputs });
      const calls = await scene.emulator.calls();
      return { ...outcome, made: calls.filter(({ operation }) => /^(Create|Delete|Update)/.test(operation)).length };
    };
    const codes = (...values: number[]) => values;

    story("plans, applies and tells", (step) => {
      step("plans a pull request before there is anything, by a role that only reads", async () => {
        const { steps, summary, green, made, log } = await run("pull_request");
        expect({ log, steps: Object.keys(steps), green, made }).toMatchObject({ steps: PLAN, green: true, made: 0 });
        expect(summary).toContain("Plan: 6 to add");
      });

      step("applies what was merged", async () => {
        const { steps, green, made } = await run("push");
        expect(Object.keys(steps)).toEqual(APPLY);
        expect({ green, made }).toEqual({ green: true, made: 6 });
      });

      step("changes nothing on a day on which nothing is due", async () => {
        await scene.at("2026-02-01T05:17:00Z");
        const { green, made, log, summary } = await run("schedule");
        expect({ green, made }).toEqual({ green: true, made: 0 });
        expect(log).toContain("No changes.");
        expect(summary).toContain("0 of 6 resources due");
      });

      step("shows the reasons in the summary of a pull request when a key is due, and stays green", async () => {
        await scene.at("2026-03-12T05:17:00Z");
        const { green, made, summary } = await run("pull_request");
        expect({ green, made }).toEqual({ green: true, made: 0 });
        expect(summary).toContain("Plan: 0 to add, 1 to change, 0 to destroy.");
        expect(summary).toMatch(/\| due \| .*orders.* \| .*\|/);
      });

      step("ends red while somebody has locked the state", async () => {
        const { green, log, steps } = await scene.locked(() => run("schedule", { "lock-timeout": "1s" }));
        expect(green).toBe(false);
        expect(log).toContain("Error acquiring the state lock");
        expect(Object.values(steps)).toEqual(codes(0, 0, 0, 1, 1));
      });

      step("ends red when the apply fails, with the annotation of what is due", async () => {
        const rule = { operation: "CreateClientKey", kind: "503", times: 1000 } as const;
        const { green, log, steps } = await scene.broken(rule, () => run("schedule"));
        expect(green).toBe(false);
        expect(Object.values(steps)).toEqual(codes(0, 0, 0, 1, 1));
        expect(log).toContain("::warning title=Keysmith%3A due::");
      });

      step("rotates what is due", async () => {
        const { green, made } = await run("schedule");
        expect({ green, made }).toEqual({ green: true, made: 1 });
      });

      step("says of a key that has ended that it has, when it can't be renewed", async () => {
        await scene.at("2026-06-11T05:17:00Z");
        const rule = { operation: "CreateClientKey", kind: "503", times: 1000 } as const;
        const { green, log } = await scene.broken(rule, () => run("schedule"));
        expect(green).toBe(false);
        expect(log).toContain("::error title=Keysmith%3A ended::");
      });

      step("makes another one then, and is green again", async () => {
        const { green, log } = await run("schedule");
        expect({ log, green }).toMatchObject({ green: true });
      });

      step("refuses a package that isn't the one in the lock file", async () => {
        scene.repository.exchangePackage();
        const { steps, log } = await run("schedule");
        expect(Object.keys(steps)).toEqual(["Install Keysmith"]);
        expect(log).toContain("EINTEGRITY");
      });

      step("has printed and left no secret, where what isn't one can be found", async () => {
        await scene.credentials("orders");
        await scene.credentials("reports");
        expect(scene.leaks()).toEqual([]);
        expect(scene.leaks(["cluster"])).not.toEqual([]);
      });
    });
  },
  leftToAll,
);
