import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { alibabaErrors } from "../../src/alibaba/api/errors";
import type { Operation } from "../../src/alibaba/api/operation";
import type { ErrorTable } from "../../src/http/refusal";
import { policyErrors } from "../../src/ibm/iam/api";
import { keyErrors } from "../../src/ibm/kms/api/errors";

const ROOT = path.resolve(__dirname, "../..");
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const page = textOf("docs/errors.md");

/** The page's sections about an error, by its code. */
const sections = new Map(
  page.split(/^### `/m).flatMap((part, index) => {
    const [, code = "", text = ""] = /^([\w-]+)`\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(part) ?? [];
    return index === 0 ? [] : [[code, text] as const];
  }),
);

it("has each code that an error of the sources can have, and no other", () => {
  const sources = readdirSync(path.join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  const codes = sources
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...textOf(path.join("src", file)).matchAll(/^ {2}override readonly code = "([\w-]+)"/gm)]);
  const declared = codes.map(([, code = ""]) => code);
  expect(declared.length).toBeGreaterThan(10);
  expect([...sections.keys()].sort()).toEqual(declared.sort());
});

it.each([...sections])("tells the cause of %s and what to do", (_code, text) => {
  expect(text).toMatch(/^\*\*Cause\*\*: \S/m);
  expect(text).toMatch(/^\*\*What to do\*\*: \S/m);
});

it("has each reason for which something is due, and no other", () => {
  const [, type = ""] = /export type ReasonCode =(.*?);$/ms.exec(textOf("src/core/reasons.ts")) ?? [];
  const declared = [...type.matchAll(/\| "(\w+)"/g)].map(([, code]) => code);
  const [, table = ""] = /^## Why something is due$(.*?)^## /ms.exec(page) ?? [];
  expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code)).toEqual(declared);
});

describe.each([
  service("Alibaba Cloud", alibabaErrors, { service: "kms", action: "any" } as unknown as Operation<unknown>),
  service("IBM's key services", keyErrors, {
    operation: { name: "any", role: "Reader" },
    service: "kms",
    place: "any",
    newToken: false,
    withheld: false,
  }),
  service("IBM Cloud IAM", policyErrors, {
    id: undefined,
    reply: { status: 409, headers: {}, body: "" },
  } as unknown as Parameters<(typeof policyErrors)["otherwise"]>[2]),
])("the codes of $name", ({ name, rows, classify }) => {
  const listed = [...sections].flatMap(([code, text]) => {
    const [, row = ""] = new RegExp(`^\\| ${name} \\| (.*) \\|$`, "m").exec(text) ?? [];
    return [...row.matchAll(/`([^`]+)`/g)].map(([, theirs = ""]) => [theirs, code] as const);
  });

  it("stand under the error that each is told as", () => {
    expect(listed.map(([theirs]) => [theirs, classify(theirs)])).toEqual(listed);
  });

  it("are there for each cause that the client tells apart", () => {
    const first = (theirs: string): RegExp | undefined => rows.find((row) => row.test(theirs));
    const covered = new Set(listed.map(([theirs]) => first(theirs)));
    expect(rows.filter((row) => !covered.has(row))).toEqual([]);
  });
});

/** @param about any call, as what is made of a code doesn't depend on which */
function service<T>(name: string, { codes }: ErrorTable<T>, about: T) {
  const classify = (theirs: string): string | undefined =>
    codes.find(([row]) => row.test(theirs))?.[1]("problem", {}, about).code;
  return { name, rows: codes.map(([row]) => row), classify };
}
