import { readBech32 } from "../../src/sealing/bech32";
import { recipientProblem, recipientsMark } from "../../src/sealing/recipients";
import { bech32Of, keyPair } from "./support";

/** Texts of BIP 173. */
const VALID = [
  "A12UEL5L",
  "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
  "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
  "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
];
const INVALID = [
  "pzry9x0s0muk",
  "1pzry9x0s0muk",
  "x1b4n0q5v",
  "li1dgmt3",
  "A1G7SGD8",
  "10a06t8",
  "1qzzfhee",
  "A12uEL5L",
  "split1cheo2y9e2w",
];

describe("readBech32", () => {
  it.each(VALID)("takes %s", (text) => {
    expect(readBech32(text)?.prefix).toBe(text.slice(0, text.lastIndexOf("1")).toLowerCase());
  });

  it.each(INVALID)("refuses %s", (text) => {
    expect(readBech32(text)).toBeUndefined();
  });

  it("sees every change of one character", async () => {
    const { recipient } = await keyPair();
    for (let index = 0; index < recipient.length; index += 1) {
      const other = recipient[index] === "q" ? "p" : "q";
      expect(readBech32(recipient.slice(0, index) + other + recipient.slice(index + 1))).toBeUndefined();
    }
  });
});

describe("recipientProblem", () => {
  it.each(["x25519", "hybrid"] as const)("finds none with an %s recipient as age makes it", async (kind) => {
    expect(recipientProblem((await keyPair(kind)).recipient)).toBeUndefined();
  });

  it.each([
    ["", /^is empty: give an age recipient, age1…/],
    ["ops@example.com", /^"ops@example.com" is no age recipient: give/],
    ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA ops", /^"ssh-ed25519 AAAAC3.* is an SSH key/],
    ["age1qqq", /^"age1qqq" is cut or mistyped/],
  ])("says of %j what was given and what is allowed", (text, problem) => {
    expect(recipientProblem(text)).toMatch(problem);
  });

  it("tells a cut recipient, one in capitals and one with white space around it", async () => {
    const { recipient } = await keyPair();
    expect(recipientProblem(recipient.slice(0, -1))).toMatch(/cut or mistyped/);
    expect(recipientProblem(recipient.toUpperCase())).toMatch(/no age recipient/);
    expect(recipientProblem(`${recipient}\n`)).toMatch(/white space/);
  });

  it("tells a recipient of a plugin, and a key of a wrong length", () => {
    expect(recipientProblem(bech32Of("age1yubikey", 33))).toMatch(/plugin/);
    expect(recipientProblem(bech32Of("age", 31))).toMatch(/wrong length/);
  });

  it("says of an identity and other private keys that they are secret, and doesn't repeat them", async () => {
    const identity = (await keyPair()).identity.reveal();
    const pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----";
    for (const text of [identity, identity.slice(0, 40), identity.toLowerCase(), ` ${identity}`, pem]) {
      const problem = recipientProblem(text);
      expect(problem).toMatch(/this is a secret/);
      expect(problem).not.toContain(text.trim().slice(17, 30));
    }
  });

  it("shows only the beginning of a long text", () => {
    expect(recipientProblem(`age1${"q".repeat(2000)}`)?.length).toBeLessThan(200);
  });
});

describe("recipientsMark", () => {
  it("is the same for the same recipients in any order, and another for others", () => {
    expect(recipientsMark(["age1b", "age1a", "age1b"])).toBe(recipientsMark(["age1a", "age1b"]));
    expect(recipientsMark(["age1a"])).not.toBe(recipientsMark(["age1a", "age1b"]));
    expect(recipientsMark([])).toMatch(/^[0-9a-f]{16}$/);
  });
});
