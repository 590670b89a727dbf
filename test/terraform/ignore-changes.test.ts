import { describeOnOne } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

// Once, an apply took what is wanted from the program, so that what the engine was told to ignore reached the service.
describeOnOne("what the engine is told to ignore", "terraform", (engine) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open(engine, ({ recipient }) => head(`seal_to = ["${recipient}"]`));
  }, 60_000);
  afterEach(() => stage?.close());

  const write = (body: string): void => stage.write(`${head(`seal_to = ["${stage.keys.recipient}"]`)}${body}`);

  // Once, a password that the engine was told to ignore made a new key, whose secret was lost, and the live one was deleted.
  it("leaves alone a credential whose secret is given in clear", async () => {
    const program = (password: string, more: string): string => `${head("plain_secrets = true")}
resource "keysmith_access_point" "app" {
  name     = "app"
  policies = ["orders"]
}
resource "keysmith_client_key" "app" {
  access_point = keysmith_access_point.app.name
  password     = "${password}"
  ${more}
  lifecycle { ignore_changes = [password] }
}`;
    stage.write(program("Correct-Horse-7-Battery", ""));
    await stage.workspace.apply();
    const before = stage.workspace.attributes("keysmith_client_key.app");
    await stage.calls();
    stage.write(program("Another-Horse-8-Battery", "revoke_previous = true"));
    await stage.workspace.apply();
    expect(await stage.writes()).toEqual([]);
    expect(stage.workspace.attributes("keysmith_client_key.app")).toMatchObject({
      client_key_id: before["client_key_id"],
      client_key_content: before["client_key_content"],
      password: "Correct-Horse-7-Battery",
      version: 1,
    });
    expect(await stage.workspace.exitCode()).toBe(0);
  });

  it("makes no client key that the plan did not show", async () => {
    const key = (validity: string, trigger: string): string => `
resource "keysmith_access_point" "app" {
  name     = "app"
  policies = ["orders"]
}
resource "keysmith_client_key" "app" {
  access_point = keysmith_access_point.app.name
  validity     = "${validity}"
  rotation { trigger = "${trigger}" }
  lifecycle { ignore_changes = [rotation] }
}`;
    write(key("P1Y", "first"));
    await stage.workspace.apply();
    await stage.calls();
    write(key("P2Y", "second"));
    await stage.workspace.apply();
    expect(await stage.writes()).toEqual([]);
    expect(stage.workspace.attributes("keysmith_client_key.app")).toMatchObject({
      validity: "P2Y",
      version: 1,
      rotation: { trigger: "first" },
    });
    expect(await stage.workspace.exitCode()).toBe(0);
  });
});
