import { fromResources, keyPattern, resourcePattern, secretPattern, toResources } from "../../src/alibaba/policy";

const nothing = { keys: [], secrets: [], resources: [] };

describe("what a policy covers", () => {
  it("expands to the service's form", () => {
    expect(toResources({ keys: ["key-1", "*"], secrets: ["orders/*"], resources: ["key/key-2"] })).toEqual([
      "key/key-1",
      "key/*",
      "secret/orders/*",
      "key/key-2",
    ]);
  });

  it("comes back in the form in which the user wrote it", () => {
    const prior = { keys: ["key-1"], secrets: ["orders/*"], resources: ["secret/raw"] };
    expect(fromResources(toResources(prior), prior)).toEqual(prior);
  });

  it("shows what others added or removed", () => {
    const prior = { keys: ["key-1"], secrets: [], resources: ["secret/raw"] };
    expect(fromResources(["key/key-2", "secret/acs/ram/user/x"], prior)).toEqual({
      keys: ["key-2"],
      secrets: ["acs/ram/user/x"],
      resources: [],
    });
  });

  it("keeps what it doesn't understand in raw form", () => {
    expect(fromResources(["alias/x"], nothing)).toEqual({ keys: [], secrets: [], resources: ["alias/x"] });
  });

  it.each([
    [keyPattern, "key-1", undefined],
    [keyPattern, "key-*", undefined],
    [keyPattern, "key/key-1", 'write "key-1" here'],
    [keyPattern, "a/b", "ids have no /"],
    [secretPattern, "acs/ram/user/*", undefined],
    [secretPattern, "secret/orders", 'write "orders" here'],
    [secretPattern, "or*ders", "has a * before its end"],
    [secretPattern, "", "must not be empty"],
    [resourcePattern, "secret/orders/*", undefined],
    [resourcePattern, "orders", "must begin with key/ or secret/"],
    [resourcePattern, "key/", "must begin with key/ or secret/"],
  ])("checks %#: %s", (schema, text, message) => {
    const problem = schema.safeParse(text).error?.issues[0]?.message;
    if (message === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(message);
  });
});
