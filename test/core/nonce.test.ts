import { newNonce, nonceOf, nonceTime, successorOf } from "../../src/core/nonce";
import { markedDescription, readDescription, whose } from "../../src/core/ownership";

const NOW = new Date("2026-03-01T08:00:00.500Z");
const OWN = newNonce(NOW);
const BEFORE = newNonce(NOW);

describe("a nonce", () => {
  it("is another one each time, and tells when it was made, to the second", () => {
    expect(new Set([OWN, newNonce(NOW), newNonce(NOW)]).size).toBe(3);
    expect(nonceTime(OWN)).toEqual(new Date("2026-03-01T08:00:00Z"));
  });

  it("is the same for one address in every run, and tells no time then", () => {
    const address = { kind: "client key", place: "cn-hangzhou", name: "KAAP.1" };
    const nonce = nonceOf(address) ?? "";
    expect(nonce).toBe("zgj7eso8t8wbs");
    expect(nonceOf({ ...address, name: "KAAP.2" })).not.toBe(nonce);
    expect(nonceOf({ ...address, name: undefined })).toBeUndefined();
    expect([nonceTime(nonce), nonceTime(successorOf(OWN))]).toEqual([undefined, undefined]);
  });

  it("stands in the mark of a description, and every description is read as it was written", () => {
    const owned = { description: "office (3rd floor)", label: "shop/prod/office" };
    expect(markedDescription({ ...owned, nonce: OWN })).toBe(`office (3rd floor) (keysmith ${OWN}: shop/prod/office)`);
    for (const nonce of [OWN, successorOf(OWN), nonceOf({ kind: "key", place: "here", name: "1" })])
      expect(readDescription(markedDescription({ ...owned, nonce }))).toEqual({ ...owned, nonce });
    // As 0.1 wrote it.
    expect(readDescription("office (3rd floor) (keysmith: shop/prod/office)")).toEqual(owned);
    expect(readDescription(`(keysmith ${OWN.slice(1)}: shop)`)).toEqual({
      description: `(keysmith ${OWN.slice(1)}: shop)`,
    });
  });
});

describe("whose an object with a mark is", () => {
  const label = "shop/prod/office";
  const nonces = { own: OWN, replaced: successorOf(BEFORE) };

  it.each([
    ["ours", { label, nonce: OWN }],
    ["ours", { label, nonce: successorOf(OWN) }],
    ["ours", { label, nonce: nonces.replaced }],
    // A bug: what a program took back after a replacement that was refused half way was not known.
    ["ours", { label, nonce: BEFORE }],
    ["found", { label, nonce: newNonce(NOW) }],
    ["found", { label }],
    ["foreign", { label: "shop/test/office", nonce: OWN }],
    ["foreign", {}],
  ])("is %s for %j", (expected, mark) => {
    expect(whose(mark, label, nonces)).toBe(expected);
  });

  it("is nobody's of ours where there is no label", () => {
    expect(whose({}, undefined, nonces)).toBe("foreign");
  });
});
