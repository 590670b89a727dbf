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
