import { physicalName } from "../../src/pulumi/naming";

/** A pattern, with `$` where programs write it. */
const pattern = (text: string): string => text.replaceAll("<", "$" + "{").replaceAll(">", "}");
const place = ["shop", "prod", "orders"];

describe("the name of an object that the program doesn't name", () => {
  it.each([
    ["<name>-<stack>", "orders-prod"],
    ["<project>/<stack>/<name>", "shop/prod/orders"],
    ["<name><name>", "ordersorders"],
  ])("is made by the pattern %s", (text, name) => {
    expect(physicalName(pattern(text), place)).toBe(name);
  });

  it.each([[undefined], [""], [7]])("is the logical name where the configuration says %s", (said) => {
    expect(physicalName(said, place)).toBe("orders");
  });

  it("takes what a word holds as it is, also where that looks like a pattern", () => {
    const odd = ["shop", pattern("<name>"), "orders"];
    expect(physicalName(pattern("<name>-<stack>"), odd)).toBe(pattern("orders-<name>"));
  });

  it.each([
    ["<name>-<region>", 'contains the unknown word "region"'],
    ["<toString>-<name>", 'contains the unknown word "toString"'],
    ["<stack>", "gives every object the same name"],
    ["<stack>-name", "gives every object the same name"],
  ])("is refused of the pattern %s", (text, reason) => {
    expect(() => physicalName(pattern(text), place)).toThrow(reason);
    expect(() => physicalName(pattern(text), place)).toThrow("keysmith:naming");
  });

  it("takes its words from the resource's place, however many components that is in", () => {
    const text = pattern("<project> <stack> <name>");
    expect(physicalName(text, ["shop", "prod", "my:index:Shop:a", "orders"])).toBe("shop prod orders");
    expect(physicalName(text, ["shop", "prod", "orders"])).toBe("shop prod orders");
  });
});
