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
