import { kmsKey } from "../../../src/alibaba/kms-key/kms-key";
import { kmsSecret } from "../../../src/alibaba/kms-secret/kms-secret";
import { type AccessSource, accessMap, type ProtectedObject } from "../../../src/core/access/map";
import type { Definition, Values } from "../../../src/core/definition";
import { UNKNOWN } from "../../../src/core/unknown";

const INSTANCE = "kst-hzz0000000000emulator";

/** With all that says when something is due. */
const WHOLE_SECRET = {
  name: "orders/db",
  createdAt: "2026-01-01T00:00:00Z",
  rotation: { overlap: "P7D" },
  previous: [],
};

function protectedObject(definition: Definition, values: Values): ProtectedObject | undefined {
  const source: AccessSource = { title: "it", address: "it", stack: "shop/prod", definition, values };
  return accessMap([source]).objects[0];
}

describe("what the map says is protected", () => {
  it.each<[string, Definition, Values, string]>([
    ["a key", kmsKey, { keyId: "key-hzz1" }, "key/key-hzz1"],
    ["a secret", kmsSecret, WHOLE_SECRET, "secret/orders/db"],
  ])("is %s as policies call it, at its instance or at the shared gateway", (_what, definition, values, resource) => {
    expect(protectedObject(definition, { ...values, kmsInstance: INSTANCE })).toMatchObject({
      resource,
      instance: INSTANCE,
    });
    expect(protectedObject(definition, values)).toMatchObject({ resource, instance: "shared" });
  });

  it("is a key without a name before the service has given it an id", () => {
    const planned = { keyId: UNKNOWN, kmsInstance: INSTANCE };
    expect(protectedObject(kmsKey, planned)).toMatchObject({ resource: undefined, instance: INSTANCE });
  });
});
