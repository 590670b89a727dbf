import type { Emulator } from "../../src";
import { sendV3 } from "../raw-requests";
import { call, errorOf, useEmulator, withEmulator } from "../support";

const rule = { Name: "office", Type: "Private" };

const rulesIn = async (emulator: Emulator, region?: string): Promise<unknown> => {
  const answer = await call(emulator, "ListNetworkRules", region ? { RegionId: region } : {});
  return (answer["NetworkRules"] as { NetworkRule: unknown }).NetworkRule;
};

describe("the region of a request", () => {
  const emulator = useEmulator();

  it.each(["kms.cn-beijing.aliyuncs.com", "kms-vpc.cn-beijing.aliyuncs.com:8443"])(
    "is that of the host %s",
    async (host) => {
      await sendV3(emulator.it.url, "CreateNetworkRule", (parts) => {
        parts.headers["host"] = host;
        parts.search = "Name=office&Type=Private&RegionId=cn-shanghai";
      });
      expect(await rulesIn(emulator.it, "cn-beijing")).toEqual([rule]);
    },
  );

  it("is else that of the parameter RegionId, else that of the option", () =>
    withEmulator({ region: "eu-central-1" }, async (elsewhere) => {
      await call(elsewhere, "CreateNetworkRule", { ...rule, RegionId: "cn-shanghai" });
      await call(elsewhere, "CreateNetworkRule", { ...rule, Name: "home" });
      expect(await rulesIn(elsewhere, "cn-shanghai")).toEqual([rule]);
      expect(await rulesIn(elsewhere)).toEqual([{ ...rule, Name: "home" }]);
      expect(await call(elsewhere, "DescribeNetworkRule", { Name: "home" })).toMatchObject({
        Arn: "acs:kms:eu-central-1:1000000000000001:network/home",
      });
    }));
});

describe("an instance of the options", () => {
  const emulator = useEmulator({
    instances: [{ instanceId: "kst-far", region: "cn-shanghai", status: "Disconnected" }],
  });

  it("is in its region, and shows its CA only while it is connected", async () => {
    const far = await call(emulator.it, "GetKmsInstance", { KmsInstanceId: "kst-far", RegionId: "cn-shanghai" });
    expect(far).toMatchObject({ KmsInstance: { Status: "Disconnected" } });
    expect(far["KmsInstance"]).not.toHaveProperty("CaCertificateChainPem");
    const near = await errorOf(call(emulator.it, "GetKmsInstance", { KmsInstanceId: "kst-far" }));
    expect(near.code).toBe("Forbidden.DKMSInstanceNotFound");
  });
});
