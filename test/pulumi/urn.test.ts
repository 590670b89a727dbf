import fc from "fast-check";
import { resourceName } from "../../src/pulumi/urn";

describe("a URN", () => {
  it.each([
    ["urn:pulumi:prod::shop::keysmith:index:Policy::orders", "keysmith:index:Policy", ["shop", "prod", "orders"]],
    [
      "urn:pulumi:prod::shop::my:index:Shop$keysmith:index:StandardAccess$keysmith:index:Policy::orders",
      "keysmith:index:Policy",
      ["shop", "prod", "my:index:Shop", "keysmith:index:StandardAccess", "orders"],
    ],
    ["urn:pulumi:prod::shop::keysmith:index:Policy::a::b$c", "keysmith:index:Policy", ["shop", "prod", "a::b$c"]],
    ["urn:pulumi:prod::shop::keysmith:index:Policy::", "keysmith:index:Policy", ["shop", "prod", ""]],
  ])("%s says its type and place", (urn, type, place) => {
    expect(resourceName(urn)).toEqual({ type, place });
  });

  it("has a place of its own, whatever the resource is called", () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9._-]+$/);
    const type = fc.stringMatching(/^[a-z]+:[a-z]+:[A-Za-z]+$/);
    fc.assert(
      fc.property(part, part, fc.array(type), fc.string(), (stack, project, parents, name) => {
        const types = [...parents, "keysmith:index:Policy"];
        const read = resourceName(`urn:pulumi:${stack}::${project}::${types.join("$")}::${name}`);
        expect(read).toEqual({ type: "keysmith:index:Policy", place: [project, stack, ...parents, name] });
      }),
    );
  });
});
