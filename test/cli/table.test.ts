import { z } from "zod";
import { layoutOf, layoutOfAnswer, table } from "../../src/cli/table";
import { field } from "../../src/core/fields";

const text = () => field(z.string().optional(), { doc: "A text." });
const layout = layoutOf(
  z.object({
    count: field(z.number().optional(), { doc: "A number." }),
    toys: field(z.array(z.object({ name: text(), maker: text(), why: text() })), { doc: "Toys." }),
    parts: field(z.array(z.object({ name: text() })).optional(), { doc: "Parts." }),
  }),
);

const why = "it has a wheel that comes off, so nobody under three years may play with it";
const toys = [
  { name: "duck", maker: "a workshop in the north" },
  { name: "bear", maker: "another", why },
];

it("breaks what the last column says in words, and leaves out others rather than that", () => {
  expect(table(layout, { toys }, 60).split("\n")).toEqual([
    "name  why",
    "duck",
    "bear  it has a wheel that comes off, so nobody under three",
    "      years may play with it",
  ]);
  expect(table(layout, { toys }, 100).split("\n")).toEqual([
    "name  maker                    why",
    "duck  a workshop in the north",
    "bear  another                  it has a wheel that comes off, so nobody under three years may play",
    "                               with it",
  ]);
});

it("breaks nothing for a reader that isn't a person", () => {
  expect(table(layout, { toys: toys.slice(1) }).split("\n")).toEqual([`name  maker    why`, `bear  another  ${why}`]);
});

it("puts the name of a list over it where something else stands beside it", () => {
  const one = [{ name: "duck" }];
  expect(table(layout, { toys: one })).toBe("name\nduck");
  expect(table(layout, { count: 1, toys: one })).toBe("count  1\n\ntoys:\nname\nduck");
  expect(table(layout, { toys: one, parts: [] })).toBe("\ntoys:\nname\nduck\n\nparts:\nnone");
});

it("reads off an answer that nothing declares which of it are tables, and their columns", () => {
  const answer = {
    made: [],
    files: ["map.json", "orders.jsonl"],
    toys: [
      { name: "duck", why: undefined },
      { name: "bear", why },
    ],
    count: 2,
  };
  expect(table(layoutOfAnswer(answer), answer).split("\n")).toEqual([
    "files  map.json, orders.jsonl",
    "count  2",
    "",
    "made:",
    "none",
    "",
    "toys:",
    "name  why",
    "duck",
    `bear  ${why}`,
  ]);
});
