import { liveClientKeys } from "../examples/alibaba-service";
import { describeTerraform } from "./engines";
import { KEY, sealedStandard } from "./programs";
import { Stage } from "./stage";
import { during } from "./strike";

describeTerraform("Ctrl-C in the middle of a create", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(engine, sealedStandard, { spawned: true });
  }, 60_000);
  afterAll(() => stage?.close());

  it("lets the create finish, and records what it has made", async () => {
    const run = await during(stage, "CreateClientKey", { kill: "interrupt", ms: 1500 });
    expect(run.output).toMatch(/interrupt/i);
    expect(run.output).not.toMatch(/did not respond|crashed/i);
    expect(stage.workspace.instance(KEY)).not.toHaveProperty("status");
    const { client_key_id: id, secret_known: known } = stage.workspace.attributes(KEY);
    expect(await liveClientKeys(stage.emulator, "orders-app")).toEqual([id]);
    expect(known).toBe(true);
  }, 60_000);

  it("leaves nothing to mend", async () => {
    expect(await stage.workspace.exitCode()).toBe(0);
  }, 60_000);

  it("keeps a run from beginning anything more, and the next run does the rest", async () => {
    await stage.workspace.destroy();
    await stage.calls();
    const run = await during(stage, "CreatePolicy", { kill: "interrupt", ms: 1500 });
    expect(run.exitCode).toBe(1);
    expect(await stage.writes()).toEqual(["CreateNetworkRule", "CreatePolicy"]);
    expect(stage.workspace.addresses()).toEqual(["keysmith_network_rule.orders", "keysmith_policy.orders"]);
    await stage.workspace.apply();
    expect(await stage.writes()).toEqual(["CreateApplicationAccessPoint", "CreateClientKey"]);
  }, 60_000);
});
