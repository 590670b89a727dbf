import { defaultIbm } from "keysmith-emulator";
import { addressOf } from "../../../../src/core/address";
import { plan } from "../../../../src/core/plan";
import { UNKNOWN } from "../../../../src/core/unknown";
import { requireInputs } from "../../../../src/core/validate";
import { serviceAuthorization } from "../../../../src/ibm/iam/authorization/lifecycle";
import { parseCrn } from "../../../../src/ibm/platform/crn";
import { AUTHORIZATION, guidOf, KEY_ID, keyCrn } from "./samples";

const ACCOUNT = "f0a1b2c3d4e5f60718293a4b5c6d7e8f";
const checked = (change: object = {}) =>
  requireInputs(serviceAuthorization, "ServiceAuthorization", { ...AUTHORIZATION, ...change });
const STATE = { ...checked(), policyId: "p1", etag: "1-a", state: "active" };
const planned = (change: object) => plan(serviceAuthorization, STATE, checked(change), new Date());

describe("the plan of an authorization", () => {
  it.each<[string, object]>([
    [
      "an instance by its GUID in place of its CRN",
      { target: { ...AUTHORIZATION.target, instance: guidOf(defaultIbm.keyProtect) } },
    ],
    ["a key by its id in place of its CRN", { target: { ...AUTHORIZATION.target, key: KEY_ID } }],
    ["a role by its CRN in place of its name", { roles: ["crn:v1:bluemix:public:iam::::serviceRole:Reader"] }],
    ["a URL, which doesn't count", { target: { ...AUTHORIZATION.target, url: "https://kms.example.com" } }],
  ])("is empty for %s", (_, change) => {
    expect(planned(change).action).toBe("none");
  });

  it.each<[string, object]>([
    ["roles", { roles: ["Reader", "Writer"] }],
    ["the description", { description: "flags are encrypted" }],
    ["the label", { label: "shop/test/flags" }],
  ])("changes %s in place, and the etag with it", (_, change) => {
    expect(planned(change)).toMatchObject({ action: "update", outputs: ["etag"] });
  });

  it("replaces for another key, and makes the new one before the old one goes", () => {
    const change = { target: { ...AUTHORIZATION.target, key: keyCrn("22222222-2222-4222-8222-222222222222") } };
    expect(planned(change)).toMatchObject({ action: "replace", replaces: ["target.key"], deleteFirst: false });
  });

  it("doesn't say that it replaces while the key isn't known", () => {
    expect(planned({ target: { ...AUTHORIZATION.target, key: UNKNOWN } }).action).toBe("update");
  });
});

// A bug: with a key that wasn't known yet nothing was, and that two had one label was found in the apply only.
describe("the place of an authorization", () => {
  const placeOf = (target: object): unknown =>
    addressOf(serviceAuthorization, { ...AUTHORIZATION, source: UNKNOWN, target })?.place;
  const { instance, key } = AUTHORIZATION.target;

  it("is known as soon as one part of the target says the account", () => {
    const account = parseCrn(defaultIbm.keyProtect)?.account;
    expect(placeOf({ service: "kms", account: ACCOUNT, key: UNKNOWN })).toBe(ACCOUNT);
    expect(placeOf({ instance, key: UNKNOWN })).toBe(account);
    expect(placeOf({ key, instance: UNKNOWN })).toBe(account);
  });

  it("isn't before", () => {
    expect(placeOf({ service: "kms", key: UNKNOWN })).toBeUndefined();
    expect(placeOf(UNKNOWN as unknown as object)).toBeUndefined();
  });
});
