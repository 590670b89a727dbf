import fc from "fast-check";
import { UNKNOWN } from "../../../src/core/unknown";
import type { Value } from "../../../src/terraform/protocol/provider";
import type { CtyType } from "../../../src/terraform/protocol/schema";

/** A type, and what makes values of it. */
interface Typed {
  readonly type: CtyType;
  readonly values: fc.Arbitrary<Value>;
}

const NAMES = fc.constantFrom("a", "b_c", "size", "constructor");

const texts: fc.Arbitrary<Value> = fc.string({ unit: "binary" });
const flags: fc.Arbitrary<Value> = fc.boolean();
/** Zero has no sign for engines. */
const numbers: fc.Arbitrary<Value> = fc
  .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((number) => number + 0);

const scalars = fc.constantFrom<Typed[]>(
  { type: "string", values: texts },
  { type: "bool", values: flags },
  { type: "number", values: numbers },
);

const listOf = (kind: "list" | "set", { type, values }: Typed): Typed => ({
  type: [kind, type],
  values: fc.array(values, { maxLength: 4 }),
});

const mapOf = ({ type, values }: Typed): Typed => ({
  type: ["map", type],
  values: fc.dictionary(NAMES, values, { noNullPrototype: true }),
});

function objectOf(members: Readonly<Record<string, Typed>>): Typed {
  const each = Object.entries(members);
  const values = fc.record(Object.fromEntries(each.map(([name, member]) => [name, member.values])), {
    noNullPrototype: true,
  });
  return { type: ["object", Object.fromEntries(each.map(([name, { type }]) => [name, type]))], values };
}

const absentOrUnknown = ({ type, values }: Typed): Typed => ({
  type,
  values: fc.oneof({ weight: 8, arbitrary: values }, fc.constant<Value>(null), fc.constant<Value>(UNKNOWN)),
});

const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc
    .oneof(
      { maxDepth: 3 },
      scalars,
      fc.tuple(fc.constantFrom("list", "set"), tie("typed")).map(([kind, inner]) => listOf(kind, inner)),
      tie("typed").map(mapOf),
      fc.dictionary(NAMES, tie("typed"), { noNullPrototype: true }).map(objectOf),
    )
    .map(absentOrUnknown),
}));

/** Values of any type, with absent and unknown ones among them at every depth. */
export const typedValues: fc.Arbitrary<{ readonly type: CtyType; readonly value: Value }> = typed.chain(
  ({ type, values }) => values.map((value): { readonly type: CtyType; readonly value: Value } => ({ type, value })),
);
