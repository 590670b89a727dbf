import { Ledger } from "../../../src/core/ledger";
import { nonceOf, successorOf } from "../../../src/core/nonce";
import { hasLabel, isCertain, isGivenUp, isTaken } from "../../../src/core/patterns/standing";

const OWN = "0t5j2m8k3f9a2";
const OTHER = "0t5j2m8k3f9a3";
const LABEL = "shop/prod/orders";
const address = { kind: "key", place: "cn-hangzhou", name: "key-1" };
const standing = (nonce?: string, label = LABEL) => ({ mark: { label, nonce }, address });

const run = (nonces: { own: string; replaced?: string } = { own: OWN }) => ({ ledger: new Ledger(), nonces });

describe("an object that is there", () => {
  it("has a resource's label only where both have one", () => {
    expect(hasLabel(standing(), LABEL)).toBe(true);
    expect(hasLabel(standing(undefined, "other"), LABEL)).toBe(false);
    expect(hasLabel({ mark: {} }, undefined)).toBe(false);
  });

  it("is certainly the resource's own by label and nonce together", () => {
    expect(isCertain(run(), standing(OWN), LABEL)).toBe(true);
    expect(isCertain(run(), standing(OTHER), LABEL)).toBe(false);
    expect(isCertain(run(), standing(undefined), LABEL)).toBe(false);
    expect(isCertain(run(), standing(OWN), "other")).toBe(false);
  });

  it("is another resource's when that got it in this run, or is recorded", () => {
    const [fresh, made, adopted, recorded] = [run(), run(), run(), run()];
    made.ledger.made(address);
    adopted.ledger.adopt(address);
    recorded.ledger.recorded(address);
    expect([fresh, made, adopted, recorded].map((each) => isTaken(each, { address }))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("is given up when this run deleted it, or replaces it", () => {
    const deleted = run();
    deleted.ledger.deleted(address);
    const recorded = run({ own: OWN, replaced: OTHER });
    recorded.ledger.recorded(address);
    expect(isGivenUp(run(), standing(OTHER), LABEL)).toBe(false);
    expect(isGivenUp(deleted, standing(OTHER), LABEL)).toBe(true);
    expect(isGivenUp(run({ own: OWN, replaced: OTHER }), standing(OTHER), LABEL)).toBe(true);
    expect(isGivenUp(run({ own: successorOf(OTHER) }), standing(OTHER), LABEL)).toBe(true);
    // A record without a nonce has the one of its address.
    expect(isGivenUp(run({ own: OWN, replaced: nonceOf(address) ?? "" }), standing(), LABEL)).toBe(true);
    expect(isGivenUp(recorded, standing(), LABEL)).toBe(true);
    expect(isGivenUp(recorded, standing(undefined, "other"), LABEL)).toBe(false);
  });
});
