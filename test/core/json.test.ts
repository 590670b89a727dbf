import fc from "fast-check";
import { parseJson, partsOf } from "../../src/core/json";

const compound = fc.oneof(
  fc.array(fc.jsonValue(), { maxLength: 5 }),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }),
);

it("finds each value of a list or an object where it is written, with its name", () => {
  fc.assert(
    fc.property(compound, fc.constantFrom("", " ", "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const found = partsOf(text).map(({ name, from, to }) => [name, text.slice(from, to)] as const);
      const written = JSON.parse(text) as typeof value;
      expect(found.map(([name]) => name)).toEqual(
        Array.isArray(written) ? written.map(() => undefined) : Object.keys(written),
      );
      expect(found.map(([, part]) => parseJson(part))).toEqual(Object.values(written));
    }),
  );
});

it("takes a value as it is written", () => {
  const text = String.raw`{"a\"\u007d": 1e400 , "b":"x\\", "a\"}":{ "c" : [ ] }}`;
  expect(partsOf(text).map(({ name, from, to }) => [name, text.slice(from, to)])).toEqual([
    ['a"}', "1e400"],
    ["b", String.raw`"x\\"`],
    ['a"}', '{ "c" : [ ] }'],
  ]);
});
