import { inspect } from "node:util";
import { Secret } from "../../src/core/secret";

describe("Secret", () => {
  const secret = new Secret("hunter-2");

  it("shows itself in no form", () => {
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true, depth: 9 }),
    ];
    expect(shown.join()).not.toContain("hunter");
    expect(Object.keys(secret)).toEqual([]);
  });

  it("gives its value when asked, and compares without", () => {
    expect(secret.reveal()).toBe("hunter-2");
    expect(secret.equals(new Secret("hunter-2"))).toBe(true);
    expect(secret.equals(new Secret("hunter-3"))).toBe(false);
    expect(secret.equals("hunter-2")).toBe(false);
  });
});
