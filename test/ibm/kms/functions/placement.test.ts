import { defaultIbm } from "keysmith-emulator";
import { sameValue } from "../../../../src/core/compare";
import { fieldsOf } from "../../../../src/core/fields";
import type { Context } from "../../../../src/core/run";
import type { IbmClient } from "../../../../src/ibm/client";
import { listKeys } from "../../../../src/ibm/kms/functions/keys";
import { callTo } from "../../../../src/ibm/kms/functions/one-key";
import { instanceOf } from "../../../../src/ibm/platform/instance";
import { guidOf, keyCrn } from "../../iam/authorization/samples";

const url = "https://gateway.example.com";
const context = { client: { keys: () => ({}) } } as unknown as Context<IbmClient>;

describe("the place of a key that is given by its CRN", () => {
  it.each<[string, object]>([
    ["nothing else names an instance", {}],
    ["the same instance is named by its CRN", { instance: defaultIbm.keyProtect }],
    [
      "the same instance is named by its GUID",
      { service: "kms", instanceId: guidOf(defaultIbm.keyProtect).toUpperCase() },
    ],
  ])("has the given url when %s", (_, given) => {
    expect(callTo(context, { ...given, url, key: keyCrn() }).instance).toMatchObject({
      crn: defaultIbm.keyProtect,
      url,
    });
  });

  // The token and what is wrapped went to the host of the other instance.
  it("hasn't the url and the CA file of another instance", () => {
    const given = { instance: defaultIbm.keyProtectOther, url, caFile: "ca.pem", key: keyCrn() };
    expect(callTo(context, given).instance).toMatchObject({
      crn: defaultIbm.keyProtect,
      url: undefined,
      caFile: undefined,
    });
  });
});

// Another way to write a GUID replaced keys.
it("takes a GUID in capitals for the same", () => {
  const id = "abcdef00-0000-4000-8000-00000000000a";
  const field = fieldsOf(listKeys.inputs).find(({ name }) => name === "instanceId");
  expect(field && sameValue(field, id.toUpperCase(), id)).toBe(true);
  expect(instanceOf({ service: "icp", instanceId: id.toUpperCase(), url }).id).toBe(id);
});
