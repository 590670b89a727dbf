import fc from "fast-check";
import { BodyWithout, WholeBody } from "../../src/http/reply-body";

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\n"MIIé\\\n-----END CERTIFICATE-----\n';

/** The text, whose bytes come in parts that end anywhere. */
function read(body: BodyWithout | WholeBody, text: string, cuts: readonly number[] = []): string {
  const bytes = Buffer.from(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((left, right) => left - right);
  [...ends, bytes.length].reduce((from, to) => {
    body.add(bytes.subarray(from, to));
    return to;
  }, 0);
  return body.text();
}

/** What a reply means once the field's texts are empty. */
function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    name === "PublicKeyData" && typeof each === "string" ? "" : without(each),
  ]);
  return Object.fromEntries(entries);
}

it("leaves the texts of a field out, wherever the parts end, and nothing else", () => {
  const key = fc.record(
    {
      ClientKeyId: fc.string({ unit: "binary", maxLength: 200 }),
      PublicKeyData: fc.oneof(fc.string({ unit: "binary" }), fc.constant(CERTIFICATE), fc.constant(null)),
      AapName: fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constant('"PublicKeyData":"no"'),
        fc.constant("PublicKeyData"),
      ),
    },
    { noNullPrototype: true },
  );
  const cuts = fc.array(fc.nat(5000), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 6 }), fc.constantFrom(undefined, 2), cuts, (ClientKeys, space, ends) => {
      const text = JSON.stringify({ ClientKeys }, undefined, space);
      expect(JSON.parse(read(new BodyWithout("PublicKeyData"), text, ends))).toEqual(without({ ClientKeys }));
      expect(read(new WholeBody("utf8"), text, ends)).toBe(text);
    }),
  );
});

// Cut in two, each half of the character was kept as one that means "broken".
it("keeps characters whole that are of two halves", () => {
  for (let blanks = 0; blanks < 4; blanks++) {
    const text = JSON.stringify({ AapName: `${" ".repeat(blanks)}${"\u{1f511}".repeat(200)}` });
    expect(read(new BodyWithout("PublicKeyData"), text, [300, 301, 302, 503])).toBe(text);
  }
});

it("leaves what is no JSON as it came", () => {
  const page = '<html>\ufffd"PublicKeyData" is not here</html>';
  expect(read(new BodyWithout("PublicKeyData"), page, [3, 8, 9])).toBe(page);
  expect(read(new BodyWithout("PublicKeyData"), "")).toBe("");
});

it("keeps no more of a long answer than it has to", () => {
  const body = new BodyWithout("PublicKeyData");
  const part = Buffer.from(`{"ClientKeyId":"KAAP.1","PublicKeyData":"${"A".repeat(2000)}"},`);
  for (let index = 0; index < 5000; index++) body.add(part);
  expect(body.text()).toHaveLength(5000 * (part.length - 2000));
});
