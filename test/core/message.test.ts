import {
  assign,
  fromMarkdown,
  howToGive,
  inWords,
  joined,
  lineFor,
  message,
  ref,
  type Words,
} from "../../src/core/message";
import { hclWords } from "../../src/terraform/names";

const setting = { config: "toy.speed", env: "TOY_SPEED", doc: "How fast they are." };

/** Words that no engine has, so that whatever isn't a mention stands out. */
const loud: Words = {
  field: (path) => `<${path.toUpperCase()}>`,
  assignment: (path, value) => `<${path.toUpperCase()}=${String(value)}>`,
  setting: ({ config }) => `<${config.toUpperCase()}>`,
  deletedFirst: "<ORDER>",
  line: ({ config }, value) => `<${config.toUpperCase()}=${value}>`,
};

describe("a message", () => {
  const told = message`set ${assign("adopt", true)} or ${ref("rotation.every")}, in ${howToGive(setting)}: ${2} ways`;

  it("is in TypeScript's words by itself", () => {
    const words =
      "set adopt: true or rotation.every, in the configuration keysmith:toy.speed or the environment variable TOY_SPEED: 2 ways";
    expect(String(told)).toBe(words);
    expect(inWords(told)).toBe(words);
    expect(JSON.stringify({ told })).toBe(JSON.stringify({ told: words }));
  });

  it("has its mentions, and nothing else, in another engine's words", () => {
    expect(inWords(told, loud)).toBe("set <ADOPT=true> or <ROTATION.EVERY>, in <TOY.SPEED>: 2 ways");
  });

  // A user's value was rewritten where it held the name of a field: messages were finished text in which an engine's
  // adaptor looked for names.
  it("leaves what a user has written alone", () => {
    const value = JSON.stringify("adopt: true means rotation.every, see keysmith:toy.speed");
    expect(inWords(message`${ref("description")} changes to ${value}`, loud)).toBe(`<DESCRIPTION> changes to ${value}`);
  });

  it("keeps the mentions of messages that it is made of", () => {
    const parts = joined([message`${ref("one")} is missing`, "two is too"], "; ");
    expect(inWords(message`wrong: ${parts}`, loud)).toBe("wrong: <ONE> is missing; two is too");
  });

  it("says a whole line in the words of each engine", () => {
    const line = lineFor(setting, "fast");
    expect(inWords(line, loud)).toBe("<TOY.SPEED=fast>");
    expect(inWords(line)).toBe("`pulumi config set keysmith:toy.speed fast`, or TOY_SPEED=fast in the environment");
    expect(inWords(line, hclWords)).toBe(
      '`toy { speed = "fast" }` in the provider\'s block, or TOY_SPEED=fast in the environment',
    );
    expect(inWords(lineFor({ ...setting, config: "speed" }, "1"), hclWords)).toContain('`speed = "1"` in the provider');
  });

  it("is a string where it mentions nothing", () => {
    expect(message`the key ${"orders"} is gone`).toBe("the key orders is gone");
    expect(joined(["a", "b"], ", ")).toBe("a, b");
  });
});

describe("a text in Markdown", () => {
  it("mentions the fields that stand in backticks", () => {
    const doc = "Where `appConfig` is a CRN, as `creationDate` isn't; appConfig in prose, `rotation.every`.";
    expect(inWords(fromMarkdown(doc, new Set(["appConfig", "rotation.every"])), loud)).toBe(
      "Where `<APPCONFIG>` is a CRN, as `creationDate` isn't; appConfig in prose, `<ROTATION.EVERY>`.",
    );
  });
});
