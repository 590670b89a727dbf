import { generatePassword, passwordText } from "../../../src/alibaba/client-key/password";

const problemOf = (password: string): string | undefined => passwordText.safeParse(password).error?.issues[0]?.message;

describe("a client key's password", () => {
  it.each(["abcdefg1", "ABCDEFG1", "abcdefg!", "1234567!", `a1${"~!@#$%^&*?_-".repeat(5)}`])(
    "may be %s",
    (password) => {
      expect(problemOf(password)).toBeUndefined();
    },
  );

  it.each([
    ["abcdef1", "8 to 64 are allowed"],
    [`a1${"x".repeat(63)}`, "8 to 64 are allowed"],
    ["abcdefgh 1", "a character that the service refuses"],
    ["abcdefg+1", "a character that the service refuses"],
    ["pässword1", "a character that the service refuses"],
    ["abcdefgh", "characters of one kind only"],
    // Whether the service takes capitals and small letters for two kinds is not known, so we don't rely on it.
    ["ABCDefgh", "characters of one kind only"],
    ["12345678", "characters of one kind only"],
  ])("is refused: %s", (password, message) => {
    expect(problemOf(password)).toContain(message);
    expect(problemOf(password)).not.toContain(password);
  });

  it("is generated with 32 characters of every kind, never twice the same", () => {
    const passwords = Array.from({ length: 500 }, () => generatePassword().reveal());
    expect(new Set(passwords).size).toBe(500);
    for (const password of passwords) {
      expect(password).toHaveLength(32);
      expect(password).toMatch(/^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[~!@#$%^&*?_-])[\da-zA-Z~!@#$%^&*?_-]+$/);
    }
  });

  it("is drawn from the whole set", () => {
    const seen = new Set(Array.from({ length: 500 }, () => generatePassword().reveal()).join(""));
    expect(seen.size).toBe(10 + 26 + 26 + 12);
  });
});
