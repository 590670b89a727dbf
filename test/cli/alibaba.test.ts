import { defaultInstanceId } from "keysmith-emulator";
import { vendors } from "../../src/catalog";
import { startEmulator } from "../support/emulator";
import { run } from "./support";

it("keysmith alibaba instance tells what an application needs to know", async () => {
  const emulator = await startEmulator();
  const env = {
    KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
  };
  process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "emulator";
  process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "emulator";
  try {
    const words = ["alibaba", "instance", "--instance-id", defaultInstanceId];
    const { out, error } = await run(vendors, words, { env });
    expect(error).toBeUndefined();
    expect(out).toMatch(new RegExp(`^instanceId +${defaultInstanceId}$`, "m"));
    expect(out).toContain("-----BEGIN CERTIFICATE-----");
    expect((await run(vendors, ["alibaba", "--help"])).out).toContain("KEYSMITH_ALIBABA_ENDPOINT");
  } finally {
    await emulator.close();
  }
});
