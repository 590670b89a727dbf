import { defaultIbm } from "keysmith-emulator";
import { liveClientKeys } from "../examples/alibaba-service";
import { type Built, build } from "../executable/build";
import { becomes } from "../support/command";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeTerraform } from "./engines";
import type { Run } from "./engines/types";
import { head, KEY, sealedStandard } from "./programs";
import { KINDS } from "./protocol/plugin-process";
import { Stage } from "./stage";
import { during } from "./strike";

describeTerraform(
  "Ctrl-C in the middle of a create",
  (engine) =>
    describe.each(KINDS)("%s", (kind) => {
      let built: Built | undefined;
      let stage: Stage;
      beforeAll(async () => {
        if (kind === "executable") built = build();
        stage = await Stage.open(engine, sealedStandard, { spawned: true, executable: built?.file });
      }, 120_000);
      afterAll(async () => {
        await stage?.close();
        built?.remove();
      });

      story("loses nothing", (step) => {
        step("lets the create finish, and records what it has made", async () => {
          const run = await during(stage, "CreateClientKey", { kill: "interrupt", ms: 1500 });
          expect(run.output).toMatch(/interrupt/i);
          expect(run.output).not.toMatch(/did not respond|crashed/i);
          expect(stage.workspace.instance(KEY)).not.toHaveProperty("status");
          const { client_key_id: id, secret_known: known } = stage.workspace.attributes(KEY);
          expect(await liveClientKeys(stage.emulator, "orders-app")).toEqual([id]);
          expect(known).toBe(true);
        });

        step("leaves nothing to mend", async () => {
          expect(await stage.workspace.exitCode()).toBe(0);
        });

        step("keeps a run from beginning anything more, and the next run does the rest", async () => {
          await stage.workspace.destroy();
          await stage.calls();
          const run = await during(stage, "CreatePolicy", { kill: "interrupt", ms: 1500 });
          expect(run.exitCode).toBe(1);
          expect(await stage.writes()).toEqual(["CreateNetworkRule", "CreatePolicy"]);
          expect(stage.workspace.addresses()).toEqual(["keysmith_network_rule.orders", "keysmith_policy.orders"]);
          await stage.workspace.apply();
          expect(await stage.writes()).toEqual(["CreateApplicationAccessPoint", "CreateClientKey"]);
        });
      });
    }),
  leftToAll,
);

const AUTHORIZATION = `
resource "keysmith_service_authorization" "db" {
  label  = "shop/db"
  source { service = "cloud-object-storage" }
  target {
    service  = "kms"
    instance = "${defaultIbm.keyProtect}"
  }
  roles  = ["Reader"]
}
`;
const RULE = `
resource "keysmith_network_rule" "office" {
  name               = "office"
  source_private_ips = ["10.20.0.0/16"]
}
`;

// A bug: nothing ended a wait, so the engine was held up for as long as a minute or two after it was told to end.
describeTerraform("Ctrl-C between two tries of a call", (engine) => {
  const stages: Stage[] = [];
  afterAll(() => Promise.all(stages.map((stage) => stage.close())));

  /** Interrupts an apply when an operation was called so often. @returns how long it went on, in milliseconds */
  async function interruptAfter(
    stage: Stage,
    operation: string,
    times: number,
  ): Promise<Run & { readonly ms: number }> {
    let isOver = false;
    const called = async (): Promise<boolean> =>
      (await stage.emulator.calls()).filter((call) => call.operation === operation).length >= times;
    const killWhen = becomes(`${operation} is called`, async () => isOver || (await called()), 60);
    const struck = killWhen.then(() => Date.now());
    const run = await stage.workspace.run(["apply", "-auto-approve"], { killWhen, kill: "interrupt" });
    isOver = true;
    return { ...run, ms: Date.now() - (await struck) };
  }

  async function open(program: string): Promise<Stage> {
    const stage = await Stage.open(engine, () => `${head("")}${program}`, { spawned: true });
    stages.push(stage);
    return stage;
  }

  it("ends the wait until what was made can be read, and what was made is recorded", async () => {
    const stage = await open(AUTHORIZATION);
    await stage.emulator.ibm.setLags({ policy: { reads: 1000 } });
    const { ms, output, exitCode } = await interruptAfter(stage, "getPolicy", 3);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringContaining("could not be read again") });
    expect(ms).toBeLessThan(20_000);
    expect(stage.workspace.attributes("keysmith_service_authorization.db")["policy_id"]).toMatch(/./);
  }, 120_000);

  it("ends the wait before the next try, and nothing is recorded where nothing was made", async () => {
    const stage = await open(RULE);
    await stage.emulator.setFaults([{ operation: "CreateNetworkRule", times: 99, kind: "429", retryAfter: 50 }]);
    const { ms, exitCode } = await interruptAfter(stage, "CreateNetworkRule", 1);
    expect(exitCode).toBe(1);
    expect(ms).toBeLessThan(20_000);
    expect(stage.workspace.addresses()).toEqual([]);
  }, 120_000);
});
