import type { Address } from "../../src/core/address";
import { Ledger } from "../../src/core/ledger";

const rule: Address = { kind: "network rule", place: "cn-hangzhou", name: "office" };

describe("what a run knows of an object", () => {
  it("is nothing at first", () => {
    const ledger = new Ledger();
    expect([ledger.hasMade(rule), ledger.hasGot(rule), ledger.holds(rule)]).toEqual([false, false, false]);
  });

  it.each([
    ["made", [true, true, true]],
    ["adopt", [false, true, true]],
    ["owned", [false, false, true]],
  ] as const)("is that it was %s", (verb, known) => {
    const ledger = new Ledger();
    ledger[verb](rule);
    expect([ledger.hasMade(rule), ledger.hasGot(rule), ledger.holds(rule)]).toEqual(known);
    for (const other of [{ kind: "policy" }, { place: "eu-central-1" }, { name: "home" }]) {
      expect(ledger.holds({ ...rule, ...other })).toBe(false);
    }
    ledger.deleted(rule);
    expect(ledger.holds(rule)).toBe(false);
  });

  it("lets one resource adopt it, and none that which this run has made", () => {
    const ledger = new Ledger();
    ledger.owned(rule);
    expect([ledger.adopt(rule), ledger.adopt(rule)]).toEqual([true, false]);
    ledger.deleted(rule);
    ledger.made(rule);
    expect(ledger.adopt(rule)).toBe(false);
  });

  it("is apart from that: whether it is on record, and whether it is to be replaced", () => {
    const ledger = new Ledger();
    ledger.recorded(rule);
    expect([ledger.hasRecorded(rule), ledger.isToBeReplaced(rule), ledger.holds(rule)]).toEqual([true, false, false]);
    ledger.willReplace(rule);
    expect(ledger.isToBeReplaced(rule)).toBe(true);
    expect([ledger.hasRecorded({ ...rule, name: "home" }), ledger.hasRecorded({ ...rule, name: undefined })]).toEqual([
      false,
      false,
    ]);
    ledger.recordsNoMore(rule);
    expect([ledger.hasRecorded(rule), ledger.isToBeReplaced(rule)]).toEqual([false, true]);
  });

  it("is replaced if it was made after this run had deleted it, and not if it was taken back", () => {
    const [made, adopted] = [new Ledger(), new Ledger()];
    for (const ledger of [made, adopted]) ledger.deleted(rule);
    made.made(rule);
    adopted.adopt(rule);
    expect([made.isToBeReplaced(rule), adopted.isToBeReplaced(rule)]).toEqual([true, false]);
  });

  it("says still that it was made, when the program has it too", () => {
    const ledger = new Ledger();
    ledger.made(rule);
    ledger.owned(rule);
    expect(ledger.hasMade(rule)).toBe(true);
  });

  it("is nothing of what has no place or no name yet: two of those aren't one", () => {
    const ledger = new Ledger();
    for (const part of [{ place: undefined }, { name: undefined }]) {
      ledger.made({ ...rule, ...part });
      expect(ledger.holds({ ...rule, ...part })).toBe(false);
    }
  });
});
