import { Concealment } from "../../src/core/concealment";

function hidden(text: string, ...secrets: readonly unknown[]): string {
  const concealment = new Concealment();
  for (const secret of secrets) concealment.add(secret);
  return concealment.hide(text);
}

it.each<[string, unknown, string, string]>([
  ["a text", "the-hidden-one", 'description changes to "the-hidden-one!"', 'description changes to "[secret]!"'],
  ["each text of a list", ["10.1.0.0/16"], 'changes to ["10.1.0.0/16"]', 'changes to ["[secret]"]'],
  ["what is in an object", { a: { b: "the-hidden-one" } }, "is the-hidden-one", "is [secret]"],
  ["a number, as a word", 30, "days changes from 30 to 300", "days changes from [secret] to 300"],
  ["a short text, as a word", "a", 'a "a" in an aa', '[secret] "[secret]" in an aa'],
  ["characters that mean something", "a+(", "is a+( here", "is [secret] here"],
  ["what JSON writes otherwise", 'say "hi" there', String.raw`to "say \"hi\" there"`, 'to "[secret]"'],
  ["what has lines", "first\nsecond", "to first second", "to [secret]"],
  ["one of which a message shows the beginning", "x".repeat(200), `to "${"x".repeat(119)}…, and`, 'to "[secret]…, and'],
  ["nothing of an empty text", "", "an empty text", "an empty text"],
])("hides %s", (_what, secret, text, shown) => {
  expect(hidden(text, secret)).toBe(shown);
});

it("hides the whole of a text of which another secret is a part", () => {
  expect(hidden("is the-hidden-one", "hidden", "the-hidden-one")).toBe("is [secret]");
});

it("leaves what isn't secret", () => {
  expect(hidden('to "another…', "the-hidden-one")).toBe('to "another…');
});

const PRINTABLE = Array.from({ length: 0x7e - 0x20 }, (_, at) => String.fromCharCode(0x21 + at));

// A bug: a short secret was made a pattern, which not every character could stand in, and its error showed the secret.
it.each([...PRINTABLE, ...PRINTABLE.map((each) => `a${each}b`), "eu-de"])(
  "hides a short secret of any character: %s",
  (secret) => {
    expect(hidden(`at ${secret} here, and ${secret}`, secret)).toBe("at [secret] here, and [secret]");
  },
);

it("hides secrets of which each begins in the other", () => {
  expect(hidden("is the-hidden-one-of-two.", "the-hidden-one", "one-of-two")).toBe("is [secret].");
});

it("hides no part of what it has put in a secret's place", () => {
  expect(hidden("is the-hidden-one", "the-hidden-one", "secret")).toBe("is [secret]");
});

it("shows nothing of a message in which it can't look, and goes on", () => {
  const concealment = new Concealment();
  concealment.add("the-hidden-one");
  const indexOf = jest.spyOn(String.prototype, "indexOf").mockImplementation(() => {
    throw new Error("the-hidden-one");
  });
  const shown = concealment.hide("is the-hidden-one");
  indexOf.mockRestore();
  expect(shown).toBe("[a message with a secret]");
});

it("takes no longer for many short secrets than a person waits", () => {
  const concealment = new Concealment();
  for (let each = 0; each < 3000; each++) concealment.add(each.toString(36));
  const began = performance.now();
  for (let each = 0; each < 300; each++) {
    concealment.add("a");
    expect(
      concealment.hide(`the ${each}th of them is "${(each * 7).toString(36)}", and ${"on and on ".repeat(20)}`),
    ).toContain("[secret]");
  }
  // 48 s where a pattern is made of each.
  expect(performance.now() - began).toBeLessThan(2000);
});

const LONG_SECRET = "correct horse battery staple, ".repeat(12);
const QUOTED = `say "hi" to ${LONG_SECRET}`;
const CLIPPED = `first… then ${LONG_SECRET}`;

it.each<[string, unknown, string, string]>([
  ["with quotation marks", QUOTED, `to ${JSON.stringify(QUOTED).slice(0, 120)}…, and`, 'to "[secret]…, and'],
  ["with the sign of a cut in it", CLIPPED, `to "${CLIPPED.slice(0, 119)}…, and`, 'to "[secret]…, and'],
  [
    "after other words",
    LONG_SECRET,
    `${`the service says: no ${LONG_SECRET}`.slice(0, 60)}…`,
    "the service says: no [secret]…",
  ],
  ["which itself is short", "ab-cd", "the service says: no ab-c…", "the service says: no [secret]…"],
  ["of which hardly anything is shown", LONG_SECRET, 'to ["a","c…, and', 'to ["a","[secret]…, and'],
  [
    "in a text that is JSON itself",
    { a: QUOTED },
    `${JSON.stringify(JSON.stringify({ a: QUOTED })).slice(0, 90)}…`,
    String.raw`"{\"a\":\"[secret]…`,
  ],
  ["of which blanks are shown as one", `one  two\t${LONG_SECRET}`, "no one two correct horse…", "no [secret]…"],
])("hides the beginning of a text %s", (_what, secret, text, shown) => {
  expect(hidden(text, secret)).toBe(shown);
});

it("leaves a word before a cut that only begins like a secret", () => {
  expect(hidden("it is not cor…", LONG_SECRET)).toBe("it is not cor…");
});
