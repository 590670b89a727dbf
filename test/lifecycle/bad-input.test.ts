import { describePulumi } from "../pulumi/engine";
import type { Declared, LifecycleStack } from "./engine";
import { pulumiLifecycle } from "./pulumi-engine";
import { type Service, startService } from "./services";

const TIME = "2026-01-01T00:00:00Z";
const rule = (args: Declared["args"]): Declared[] => [{ type: "NetworkRule", name: "office", args }];
const key = (args: Declared["args"]): Declared[] => [
  { type: "ClientKey", name: "orders-app", args: { accessPoint: "orders-app", ...args } },
];
const GOOD = rule({ sourcePrivateIps: ["10.0.0.0/8"] });

describePulumi("what can't work", (engine) => {
  let service: Service;
  let stack: LifecycleStack;

  beforeAll(async () => {
    service = await startService(TIME);
  });
  afterEach(() => stack?.stop());
  afterAll(() => service?.stop());

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    stack = await pulumiLifecycle(engine).start({ ...service.env, ...env }, TIME);
  };
  const expectRefused = async (program: readonly Declared[], ...messages: readonly string[]): Promise<void> => {
    await expect(stack.up(program)).rejects.toThrow();
    for (const message of messages) expect(stack.printed()).toContain(message);
    expect(stack.printed()).not.toMatch(/\n\s+at .*\.js:\d+/);
    expect(await service.calls()).toEqual([]);
  };

  it("is refused before any call: what is wrong with each field, what is allowed", async () => {
    await start();
    await expectRefused(
      rule({ sourcePrivateIps: ["10.1.2.3/8"], sourcePrivateIp: ["10.0.0.0/8"] }),
      "office",
      "write 10.0.0.0/8",
      "did you mean sourcePrivateIps?",
    );
  }, 60_000);

  it("is refused without the secret in it", async () => {
    await start();
    await expectRefused(
      key({ password: "no good secret" }),
      "password: the given value has a character that the service refuses",
    );
    expect(stack.printed()).not.toContain("no good secret");
  }, 60_000);

  it("is a region that nothing names", async () => {
    await start({ ALIBABA_CLOUD_REGION_ID: "" });
    await expectRefused(GOOD, "region: is missing", "keysmith:region", "ALIBABA_CLOUD_REGION_ID");
  }, 60_000);

  it("is an endpoint that others could listen to", async () => {
    await start({ KEYSMITH_ALIBABA_ENDPOINT: "http://kms.example.com" });
    await expectRefused(GOOD, "http://kms.example.com", "https");
  }, 60_000);

  it("is a file of certificates that isn't there", async () => {
    await start({ KEYSMITH_ALIBABA_CA_FILE: "/nowhere/ca.pem" });
    await expectRefused(GOOD, "/nowhere/ca.pem");
  }, 60_000);

  it("is a caller without credentials", async () => {
    const none = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: "",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
      HOME: "/nowhere",
    };
    await start(none);
    await expectRefused(GOOD, "ALIBABA_CLOUD_ACCESS_KEY_ID");
  }, 60_000);

  it("is a moved clock that would write to a real service", async () => {
    await start({ KEYSMITH_ALIBABA_ENDPOINT: "https://kms.invalid" });
    await expectRefused(GOOD, "KEYSMITH_AS_OF", "KEYSMITH_AS_OF_APPLY");
  }, 60_000);
});
