import { listClientKeys } from "../../../src/alibaba/api/operations";
import { alibabaSettings, connectAlibaba } from "../../../src/alibaba/api/settings";
import { systemClock } from "../../../src/core/clock";
import { ConfigurationError } from "../../../src/core/errors";
import type { Setting } from "../../../src/core/settings";
import { realTiming } from "../../../src/core/timing";
import { takesOrRefuses } from "../../http/odd-settings";
import { rejection } from "../../http/searching";
import { startEmulator } from "../../support/emulator";

type Name = keyof typeof alibabaSettings;
type Given = Partial<Record<Name, string>>;

function connect(given: Given): ReturnType<typeof connectAlibaba> {
  const values = new Map(
    Object.entries(given).map(([name, value]) => [alibabaSettings[name as Name].config as string, value]),
  );
  return connectAlibaba((setting: Setting) => values.get(setting.config), {
    clock: systemClock,
    timing: realTiming(),
    env: {},
  });
}

it("needs no setting, and takes every one", () => {
  expect(() => connect({})).not.toThrow();
  const given: Record<Name, string> = {
    region: "cn-hangzhou",
    endpoint: "http://127.0.0.1:8080",
    network: "vpc",
    caFile: "/does/not/exist.pem",
    readQps: "25",
    writeQps: "0.5",
    connectTimeout: "PT5S",
    replyTimeout: "PT1M",
    deadline: "PT10M",
  };
  expect(() => connect(given)).not.toThrow();
});

it.each<[Name, string]>([
  ["endpoint", "http://kms.example.com"],
  ["network", "private"],
  ["readQps", "many"],
  ["readQps", "0"],
  ["writeQps", "-1"],
  ["writeQps", " "],
  ["writeQps", "Infinity"],
  ["connectTimeout", "10"],
  ["connectTimeout", "PT0S"],
  ["replyTimeout", "PT2H"],
  ["deadline", "1 minute"],
])("refuses %s %j, and names the setting in both forms", (name, text) => {
  const { config, env } = alibabaSettings[name];
  expect(() => connect({ [name]: text })).toThrow(ConfigurationError);
  for (const part of [config, env, JSON.stringify(text)]) expect(() => connect({ [name]: text })).toThrow(part);
});

it("takes or refuses whatever it is given, with no other error", () => {
  takesOrRefuses(Object.keys(alibabaSettings) as Name[], connect);
});

it("reads the CA file on the first call, and fails before anything is sent", async () => {
  const emulator = await startEmulator();
  const client = connect({ endpoint: emulator.url, caFile: "/does/not/exist.pem" });
  process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "emulator";
  process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "emulator";
  const error = await rejection(client.call(listClientKeys, "cn-hangzhou", { AapName: "app" }));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as Error).message).toContain('"/does/not/exist.pem"');
  expect(await emulator.calls()).toEqual([]);
  await emulator.close();
});

it("calls with the credentials of the environment", async () => {
  const emulator = await startEmulator();
  process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "emulator";
  process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "emulator";
  const client = connect({ endpoint: emulator.url });
  expect(await client.call(listClientKeys, "cn-hangzhou", { AapName: "app" })).toEqual([]);
  await emulator.close();
});
