import { physicalName, wordsOf } from "../../src/pulumi/naming";

/** A pattern, with `$` where programs write it. */
const pattern = (text: string): string => text.replaceAll("<", "$" + "{").replaceAll(">", "}");
const words = { name: "orders", stack: "prod", project: "shop" };

describe("the name of an object that the program doesn't name", () => {
  it.each([
    ["<name>-<stack>", "orders-prod"],
    ["<project>/<stack>/<name>", "shop/prod/orders"],
    ["<name><name>", "ordersorders"],
  ])("is made by the pattern %s", (text, name) => {
    expect(physicalName(pattern(text), words)).toBe(name);
  });

  it.each([[undefined], [""], [7]])("is the logical name where the configuration says %s", (said) => {
    expect(physicalName(said, words)).toBe("orders");
  });

  it("takes what a word holds as it is, also where that looks like a pattern", () => {
    const odd = { ...words, stack: pattern("<name>") };
    expect(physicalName(pattern("<name>-<stack>"), odd)).toBe(pattern("orders-<name>"));
  });

  it.each([
    ["<name>-<region>", 'knows no "region"'],
    ["<toString>-<name>", 'knows no "toString"'],
    ["<stack>", "gives every object the same name"],
    ["<stack>-name", "gives every object the same name"],
  ])("is refused of the pattern %s", (text, reason) => {
    expect(() => physicalName(pattern(text), words)).toThrow(reason);
    expect(() => physicalName(pattern(text), words)).toThrow("keysmith:naming");
  });

  it("takes its words from the resource's place, however many components that is in", () => {
    expect(wordsOf(["shop", "prod", "my:index:Shop:a", "orders"])).toEqual(words);
    expect(wordsOf(["shop", "prod", "orders"])).toEqual(words);
  });
});
