import { IamAuthenticator } from "@ibm-cloud/platform-services/auth";
import ResourceControllerV2 from "@ibm-cloud/platform-services/resource-controller/v2";
import { defaultIbm } from "../../../src";
import { useEmulator } from "../../support";
import { ask, authorized, keyProtectId } from "../iam/support";

const idOf = (crn: string): string => crn.split(":")[7] ?? "";

describe("where instances are", () => {
  const emulator = useEmulator();
  const client = () =>
    new ResourceControllerV2({
      authenticator: new IamAuthenticator({ apikey: "emulator", url: emulator.it.url }),
      serviceUrl: emulator.it.url,
    });

  it("is told by CRN and by GUID, and leads back here", async () => {
    const byCrn = await client().getResourceInstance({ id: defaultIbm.keyProtect });
    const byGuid = await client().getResourceInstance({ id: keyProtectId });
    expect(byCrn.result).toMatchObject({
      id: defaultIbm.keyProtect,
      guid: keyProtectId,
      crn: defaultIbm.keyProtect,
      region_id: "us-south",
      account_id: defaultIbm.account,
      state: "active",
      type: "service_instance",
      extensions: { endpoints: { public: emulator.it.url, private: emulator.it.url } },
    });
    expect(byGuid.result).toEqual(byCrn.result);
  });

  it("is told of App Configuration with the path of the instance", async () => {
    const { result } = await client().getResourceInstance({ id: defaultIbm.appConfig });
    const endpoint = `${emulator.it.url}/apprapp/feature/v1/instances/${defaultIbm.appConfig}`;
    expect(result.extensions).toEqual({ endpoints: { public: endpoint, private: endpoint } });
  });

  it("is told of no other instance, and of none on IBM Cloud Private", async () => {
    for (const id of ["no-such-instance", `${defaultIbm.keyProtect}x`, defaultIbm.icpInstanceId]) {
      await expect(client().getResourceInstance({ id })).rejects.toMatchObject({
        status: 404,
        result: { status_code: 404, transaction_id: expect.any(String) },
      });
    }
  });

  it("is told by the broker of Hyper Protect Crypto Services, for its own instances", async () => {
    const headers = await authorized(emulator.it);
    const of = (id: string) => ask(`${emulator.it.url}/crypto_v2/instances/${id}`, "GET", undefined, headers);
    const here = { public: emulator.it.url, private: emulator.it.url };
    expect((await of(idOf(defaultIbm.hpcs))).json).toEqual({
      instance_id: idOf(defaultIbm.hpcs),
      kms: here,
      ep11: here,
    });
    expect((await of(keyProtectId)).status).toBe(404);
  });

  it("needs a token", async () => {
    expect((await ask(`${emulator.it.url}/v2/resource_instances/${keyProtectId}`, "GET")).status).toBe(401);
  });
});
