import { describePulumi } from "../pulumi/engine";
import { leftToAll } from "../support/describe-engine";
import { findSecrets } from "../support/secrets";
import { story } from "../support/story";
import { liveClientKeys } from "./alibaba-service";
import { ExampleProject } from "./example-project";

const MADE = "2026-01-01T00:00:00Z";

describePulumi(
  "examples/standard-access",
  (engine) => {
    let example: ExampleProject;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "standard-access", MADE);
    }, 60_000);
    afterAll(() => example?.close());

    story("is made, left alone, refused and destroyed", (step) => {
      step("makes all four resources, and looks the instance up for the bundle", async () => {
        expect((await example.up()).changeSummary).toEqual({ create: 6 });
        expect((await example.calls()).sort()).toEqual([
          "CreateApplicationAccessPoint",
          "CreateClientKey",
          "CreateNetworkRule",
          "CreatePolicy",
          "GetKmsInstance",
        ]);
      });

      step("gives the vendor's SDK its files, as secrets", async () => {
        const { files } = (await example.stack.outputs({ showSecrets: true })) as { files: Record<string, string> };
        const [id] = await liveClientKeys(example.emulator, "orders-app");
        expect(Object.keys(files).sort()).toEqual([
          "PrivateKmsCA_kst-hzz0000000000emulator.pem",
          "clientKey.json",
          "clientKeyId",
          "clientKey_Password.txt",
          "endpoint",
        ]);
        expect(files["clientKeyId"]).toBe(id);
        expect(files["endpoint"]).toBe("kst-hzz0000000000emulator.cryptoservice.kms.aliyuncs.com");
        expect(files["PrivateKmsCA_kst-hzz0000000000emulator.pem"]).toContain("BEGIN CERTIFICATE");
        const secrets = [String(files["clientKey.json"]), String(files["clientKey_Password.txt"])];
        expect(findSecrets(secrets, example.stack.files(), { "what was printed": example.stack.output() })).toEqual([]);
      });

      step("is left alone, but for the function, while nothing changes", async () => {
        await example.calls();
        expect((await example.up()).changeSummary).toEqual({ same: 6 });
        expect(await example.calls()).toEqual(["GetKmsInstance"]);
      });

      // The SDK keeps a debugger session open, in which V8 took minutes and gigabytes over a rejection in a chain of outputs.
      step("ends with the reason when the function is refused, and not in a search of V8's", async () => {
        example.stack.setEnv({ ALIBABA_CLOUD_ACCESS_KEY_ID: "nobody" });
        const preview = await example.stack.preview();
        expect(preview.ok).toBe(false);
        expect(preview.output).toContain("InvalidAccessKeyId.NotFound");
        example.stack.setEnv({ ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator" });
      });

      step("is destroyed without a trace", async () => {
        expect(await example.stack.destroy({ skipPreview: true })).toMatchObject({ ok: true });
        await expect(example.emulator.alibaba.call("DescribePolicy", { Name: "orders-app" })).rejects.toMatchObject({
          code: "Forbidden.ResourceNotFound",
        });
      });
    });
  },
  leftToAll,
);

describePulumi(
  "examples/quick-access",
  (engine) => {
    let example: ExampleProject;

    beforeAll(async () => {
      example = await ExampleProject.open(engine, "quick-access", MADE);
    }, 60_000);
    afterAll(() => example?.close());

    it("covers every key and secret of the instance, from every address", async () => {
      expect((await example.up()).changeSummary).toEqual({ create: 5 });
      expect(await example.emulator.alibaba.call("DescribePolicy", { Name: "orders-app" })).toMatchObject({
        Resources: ["key/*", "secret/*"],
        AccessControlRules: '{"NetworkRules":[]}',
      });
      expect(await liveClientKeys(example.emulator, "orders-app")).toHaveLength(1);
    }, 60_000);
  },
  leftToAll,
);
