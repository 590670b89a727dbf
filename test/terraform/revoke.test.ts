import { revokeCommand } from "../../src/cli/revoke-command";
import { inProcess } from "../cli/in-process";
import { liveClientKeys } from "../examples/alibaba-service";
import { MADE } from "../lifecycle/samples";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { succeeded } from "./engines/workspace";
import { KEY, sealedStandard } from "./programs";
import { environment, Stage } from "./stage";

describeOnOne("the run-book for a client key that has leaked", "terraform", (engine) => {
  let stage: Stage;
  let [leaked, next] = ["", ""];
  const current = (): string => String(stage.workspace.attributes(KEY)["client_key_id"]);
  const liveKeys = (): Promise<string[]> => liveClientKeys(stage.emulator, "orders-app");

  /** What `terraform state pull | keysmith revoke` prints, and its exit code. */
  async function revoke(...words: readonly string[]) {
    const input = succeeded(await stage.workspace.command(["state", "pull"])).output;
    const env = environment(stage.emulator.url);
    const clock = { now: () => new Date(MADE) };
    try {
      return {
        ...(await inProcess((terminal) => revokeCommand(terminal, clock), [KEY, ...words], { env, input })),
        code: process.exitCode ?? 0,
      };
    } finally {
      process.exitCode = undefined;
    }
  }

  beforeAll(async () => {
    stage = await Stage.open(engine, sealedStandard);
  }, 60_000);
  afterAll(() => stage?.close());

  story("makes another one first, and ends what has leaked once that is recorded", (step) => {
    step("is called with what is handed out now: it says what to do, and ends nothing", async () => {
      await stage.workspace.apply();
      leaked = current();
      await stage.calls();
      const { out, code } = await revoke("--now");
      expect(code).toBe(2);
      expect(out).toMatch(/nothing was ended: applications need another one first/);
      expect(out).toContain(`rotation { trigger = "${leaked} leaked" }`);
      expect(out).toContain("\n     terraform apply\n");
      expect(out).toContain(`terraform state pull | keysmith revoke '${KEY}' --leaked '${leaked}' --now`);
      expect(await stage.calls()).toEqual([]);
    });

    step("the edit that it prints makes another one, and both work", async () => {
      stage.write(sealedStandard(stage.keys, { key: `rotation {\n trigger = "${leaked} leaked"\n}` }));
      await stage.workspace.apply();
      next = current();
      expect(await liveKeys()).toEqual([leaked, next].sort());
    });

    step("without --now it says what it would end", async () => {
      const { out, code } = await revoke("--leaked", leaked);
      expect(code).toBe(2);
      expect(out).toContain(`hands out ${next}. With --now, these are ended at once: ${leaked}`);
      expect(await liveKeys()).toHaveLength(2);
    });

    step("refuses an id that it doesn't know", async () => {
      const { error, out } = await revoke("--leaked", "KAAP.other", "--now");
      expect(out).toBe("");
      expect(error).toContain(`records no KAAP.other: it hands out ${next}`);
    });

    step("ends what has leaked, and says what is left to do", async () => {
      await stage.calls();
      const { out, code } = await revoke("--leaked", leaked, "--now");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^ended {4}${leaked}\ncurrent {2}${next}\n`));
      expect(out).toContain(`terraform apply -refresh-only -target='${KEY}'`);
      expect(await stage.writes()).toEqual(["DeleteClientKey"]);
      expect(await liveKeys()).toEqual([next]);
    });

    step("a second call with the same state finds it gone", async () => {
      const { out, code } = await revoke("--leaked", leaked, "--now");
      expect(code).toBe(0);
      expect(out).toContain(`gone     ${leaked}`);
      expect(await stage.writes()).toEqual([]);
    });

    step("the refresh that it prints records that, and the next plan is empty", async () => {
      succeeded(await stage.workspace.command(["apply", "-refresh-only", "-auto-approve", `-target=${KEY}`]));
      expect(stage.workspace.attributes(KEY)).toMatchObject({ client_key_id: next, previous: [] });
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("ends nothing where the new one has been deleted meanwhile: applications would have none", async () => {
      stage.write(sealedStandard(stage.keys, { key: `rotation {\n trigger = "${next} leaked"\n}` }));
      await stage.workspace.apply();
      await stage.emulator.alibaba.call("DeleteClientKey", { ClientKeyId: current() });
      const { error, out } = await revoke("--leaked", next, "--now");
      expect(out).toBe("");
      expect(error).toMatch(/nothing was ended: somebody has deleted version 3.*Run the engine first/);
      expect(await liveKeys()).toEqual([next]);
    });
  });
});
