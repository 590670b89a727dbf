import { visibleLines } from "../visible";
import { type Findings, type Found, isDue, sayings } from "./found";
import { stackOf } from "./text";

/** A suite for each stack and a case for each resource; the case fails where something is due. */
export function asJunit({ at, found }: Findings): string {
  const stacks = [...new Set(found.map(stackOf))];
  const suites = stacks.flatMap((stack) =>
    suite(
      stack,
      found.filter((each) => stackOf(each) === stack),
      at,
    ),
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', element("testsuites", counts(found), suites)].join("\n");
}

function suite(stack: string, found: readonly Found[], at: string): string {
  const attributes = { name: stack || "keysmith", ...counts(found), timestamp: at };
  return element("testsuite", attributes, found.map(testCase));
}

function counts(found: readonly Found[]): Readonly<Record<string, string>> {
  return { tests: String(found.length), failures: String(found.filter(isDue).length), errors: "0" };
}

function testCase(found: Found): string {
  const { kind, name, status, warnings } = found;
  const failure = isDue(found) ? [element("failure", { type: status, message: sayings(found).join("; ") }, [])] : [];
  const said = warnings.length > 0 ? [`<system-out>${escaped(warnings.join("\n"))}</system-out>`] : [];
  return element("testcase", { classname: kind, name, time: "0" }, [...failure, ...said]);
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `<${name}${given.join("")}`;
  return content.length === 0 ? `${start}/>` : [`${start}>`, ...content, `</${name}>`].join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Characters that XML can't express in any form are left out. */
function escaped(text: string): string {
  return visibleLines(text)
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(/[\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
