import { story } from "../support/story";
import { describeOnOne } from "../terraform/engines";
import { liveClientKeys } from "./alibaba-service";
import { partsOf, TerraformExample } from "./terraform-example";

describeOnOne("examples/terraform/standard", "terraform", (engine) => {
  const KEY = "keysmith_client_key.orders";
  const READS = ["DescribeApplicationAccessPoint", "DescribeNetworkRule", "DescribePolicy", "ListClientKeys"];
  const secrets: string[] = [];
  let example: TerraformExample;

  beforeAll(async () => {
    example = await TerraformExample.open(engine, "standard", "2026-01-01T00:00:00Z");
  }, 60_000);
  afterAll(() => example?.close());

  story("lives through rotation and its end", (step) => {
    step("makes all four with one call each, and seals the client key to its recipient", async () => {
      expect(Object.values(await example.apply())).toEqual(["create", "create", "create", "create"]);
      expect(await example.calls()).toEqual([
        "CreateNetworkRule",
        "CreatePolicy",
        "CreateApplicationAccessPoint",
        "CreateClientKey",
      ]);
      const opened = await example.opened();
      expect(Object.keys(opened).sort()).toEqual(["client_key_content", "password"]);
      expect(JSON.parse(String(opened["client_key_content"]))).toMatchObject({
        KeyId: example.workspace.outputs()["client_key_id"],
      });
      expect(example.workspace.outputs()).toMatchObject({ rotate_at: "2026-12-02T00:00:00Z" });
      secrets.push(...partsOf(opened));
    });

    step("has nothing to do, and only asks, until the second before the key is due", async () => {
      await example.at("2026-12-01T23:59:59Z");
      expect(await example.workspace.exitCode()).toBe(0);
      expect((await example.calls()).sort()).toEqual(READS);
    });

    step("rotates in place then, and has two keys for the overlap", async () => {
      const first = example.workspace.outputs()["client_key_id"];
      await example.at("2026-12-02T00:00:00Z");
      expect(await example.apply()).toEqual({ [KEY]: "update" });
      expect((await example.calls()).slice(READS.length)).toEqual(["ListClientKeys", "CreateClientKey"]);
      const second = example.workspace.outputs()["client_key_id"];
      expect(await liveClientKeys(example.emulator, "orders-app")).toEqual([first, second].sort());
      secrets.push(...partsOf(await example.opened()));
    });

    step("deletes the old key when the overlap is over", async () => {
      await example.at("2026-12-09T00:00:00Z");
      expect(await example.apply()).toEqual({ [KEY]: "update" });
      expect((await example.calls()).slice(READS.length)).toEqual(["ListClientKeys", "DeleteClientKey"]);
      const current = example.workspace.outputs()["client_key_id"];
      expect(await liveClientKeys(example.emulator, "orders-app")).toEqual([current]);
    });

    step("ends with nothing left, deleted in the right order", async () => {
      await example.workspace.destroy();
      expect((await example.calls()).slice(READS.length)).toEqual([
        "ListClientKeys",
        "DeleteClientKey",
        "DescribeApplicationAccessPoint",
        "ListClientKeys",
        "DeleteApplicationAccessPoint",
        "DescribePolicy",
        "DeletePolicy",
        "DescribeNetworkRule",
        "DeleteNetworkRule",
      ]);
      expect(example.workspace.addresses()).toEqual([]);
    });

    step("has left no secret in clear, where what isn't one can be found", () => {
      expect(secrets.length).toBe(6);
      expect(example.leaks(["orders-app"])).not.toEqual([]);
      expect(example.leaks(secrets)).toEqual([]);
    });
  });
});
