import { z } from "zod";
import { field } from "../../src/core/fields";
import { checkInputs } from "../../src/core/validate";

const url = z.string().check((context) => {
  context.issues.push({ code: "custom", message: "is bad", input: context.value });
});
const definition = { inputs: z.object({ url: field(url, { doc: "A URL." }) }), rules: [] };

// The message repeated the URL whole.
it.each(["https://user:hidden@host", "https://us er:hid/den@host", "user:hidden@host"])(
  "a text that may hold a password is not repeated: %#",
  (text) => {
    expect(checkInputs(definition, { url: text }).problems).toMatchObject([{ reason: "the given value is bad" }]);
    expect(checkInputs(definition, { url: [text] }).problems[0]?.reason).toContain("the given value");
  },
);

it("any other text is", () => {
  expect(checkInputs(definition, { url: "https://host" }).problems).toMatchObject([
    { reason: '"https://host" is bad' },
  ]);
});

// A bug: `0 is too few: at least 1 is needed` named neither the value nor what was counted.
describe("a value of a wrong size", () => {
  const sized = {
    inputs: z.object({
      text: field(z.string().min(1).max(2), { doc: "A text." }),
      list: field(z.array(z.string()).min(1).max(2), { doc: "A list." }),
      count: field(z.number().min(8).max(9).optional(), { doc: "A number." }),
      secret: field(z.string().min(2), { doc: "A secret.", secret: true }),
    }),
  };

  it.each([
    ["text", "", '"" has 0 characters: at least 1 is needed'],
    ["text", "abc", '"abc" has 3 characters: at most 2 are allowed'],
    ["list", [], "has 0 items: at least 1 is needed"],
    ["list", ["a", "b", "c"], "has 3 items: at most 2 are allowed"],
    ["count", 5, "5 is not allowed: it must be at least 8"],
    ["secret", "x", "the given value has 1 character: at least 2 are needed"],
  ])("is named with what is counted: %s %j", (name, value, reason) => {
    const { problems } = checkInputs(sized, { text: "a", list: ["a"], secret: "xx", [name]: value });
    expect(problems.filter((each) => each.field === name).map((each) => each.reason)).toContain(reason);
  });
});
