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
    const help = (await run(vendors, ["alibaba", "--help"])).out;
    expect(help).toContain("KEYSMITH_ALIBABA_ENDPOINT");
    // What only a configuration says has no variable.
    expect(help).not.toContain("undefined");
  } finally {
    await emulator.close();
  }
});
