import fc from "fast-check";
import { labelFrom } from "../../src/core/label";
import { labelText } from "../../src/core/ownership";

describe("a label that is made from parts", () => {
  it("is the parts with slashes between, as it always was, where that is allowed", () => {
    expect(labelFrom(["shop", "prod", "payments"])).toBe("shop/prod/payments");
    expect(labelFrom(["x".repeat(99), "y".repeat(100)])).toHaveLength(200);
  });

  // A bug: the default label of `new RootKey("payments (eu)")`, and of one under five components, was refused by our own check.
  it("is allowed, whatever the parts are", () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom("(", ")", "/", "\ud83d", "\ude00", "é"), fc.string()) });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 9 }), fc.constantFrom(200, 150, 80, 60), (parts, longest) => {
        const label = labelFrom(parts, longest);
        expect(labelText.safeParse(label).success).toBe(true);
        expect(label.length).toBeLessThanOrEqual(longest);
        expect(label).not.toMatch(/\p{Surrogate}/u);
      }),
    );
    expect(labelFrom(["shop", "prod", "payments (eu)"])).toMatch(/^[0-9a-f]{16}\/shop\/prod\/payments -eu-$/);
    expect(labelFrom([])).toMatch(/^[0-9a-f]{16}\/$/);
  });

  it("is another one for other parts, also where what differs had to be left out", () => {
    const long = "x".repeat(300);
    const labels = [["a(b"], ["a)b"], ["a-b"], [`1${long}`], [`2${long}`], ["a(", "b"], ["a(/b"]].map((parts) =>
      labelFrom(parts),
    );
    expect(new Set(labels).size).toBe(labels.length);
  });
});
