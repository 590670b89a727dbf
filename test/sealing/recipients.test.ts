import { recipientProblem, recipientsMark } from "../../src/sealing/recipients";
import { bech32Of, keyPair } from "./support";

describe("recipientProblem", () => {
  it.each(["x25519", "hybrid"] as const)("finds none with an %s recipient as age makes it", async (kind) => {
    expect(await recipientProblem((await keyPair(kind)).recipient)).toBeUndefined();
  });

  it("sees every change of one character", async () => {
    const { recipient } = await keyPair();
    for (let index = "age1".length; index < recipient.length; index += 1) {
      const other = recipient[index] === "q" ? "p" : "q";
      const changed = recipient.slice(0, index) + other + recipient.slice(index + 1);
      expect(await recipientProblem(changed)).toMatch(/cut or mistyped/);
    }
  });

  it.each([
    ["", /^is empty: give an age recipient, age1…/],
    ["ops@example.com", /^the given text is not an age recipient: give/],
    ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA ops", /^the given text is an SSH key/],
    ["age1qqq", /^age1qqq is cut or mistyped/],
  ])("says of %j what was given and what is allowed", async (text, problem) => {
    expect(await recipientProblem(text)).toMatch(problem);
  });

  it("tells a cut recipient, one in capitals and one with white space around it", async () => {
    const { recipient } = await keyPair();
    expect(await recipientProblem(recipient.slice(0, -1))).toMatch(/cut or mistyped/);
    expect(await recipientProblem(recipient.toUpperCase())).toMatch(/not an age recipient/);
    expect(await recipientProblem(`${recipient}\n`)).toMatch(/white space/);
  });

  it("tells a recipient of a plugin, and a key of a wrong length", async () => {
    expect(await recipientProblem(bech32Of("age1yubikey", 33))).toMatch(/plugin/);
    expect(await recipientProblem(bech32Of("age", 31))).toMatch(/wrong length/);
  });

  it("says of an identity and other private keys that they are secret, and doesn't repeat them", async () => {
    const identity = (await keyPair()).identity.reveal();
    const pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----";
    for (const text of [identity, identity.slice(0, 40), identity.toLowerCase(), ` ${identity}`, pem]) {
      const problem = await recipientProblem(text);
      expect(problem).toMatch(/this is a secret/);
      expect(problem).not.toContain(text.trim().slice(17, 30));
    }
  });

  it("repeats nothing of an identity that lost what it could be known by, or was turned into another form", async () => {
    const identity = (await keyPair()).identity.reveal();
    const rest = identity.slice("AGE-SECRET-KEY-1".length);
    const forms = [rest, rest.toLowerCase(), identity.replaceAll("-", "_"), Buffer.from(identity).toString("base64")];
    for (const text of [...forms, `age1,${rest}`, `age1 ${rest}`]) {
      expect(await recipientProblem(text)).not.toContain(text.slice(-30, -10));
    }
  });

  it("shows only the beginning of a long text", async () => {
    expect((await recipientProblem(`age1${"q".repeat(2000)}`))?.length).toBeLessThan(120);
  });
});

describe("recipientsMark", () => {
  it("is the same for the same recipients in any order, and another for others", () => {
    expect(recipientsMark(["age1b", "age1a", "age1b"])).toBe(recipientsMark(["age1a", "age1b"]));
    expect(recipientsMark(["age1a"])).not.toBe(recipientsMark(["age1a", "age1b"]));
    expect(recipientsMark([])).toMatch(/^[0-9a-f]{16}$/);
  });
});
