import { plan } from "../../src/core/plan";
import { UNKNOWN } from "../../src/core/unknown";
import { detailsOf } from "../../src/pulumi/details";
import { shelf } from "../toy/shelf";
import { token } from "../toy/token";

const NOW = new Date("2026-01-01T00:00:00Z");
const LATER = new Date("2026-01-11T00:00:00Z");
const made = {
  shelf: "orders",
  friends: ["home"],
  limits: { days: 10 },
  label: "a/b/c",
  region: "north",
  tokenId: "T1",
  version: 1,
  rotateAt: "2026-01-11T00:00:00Z",
  previous: [],
};
const inputs = { shelf: "orders", friends: ["home"], limits: { days: 10 }, label: "a/b/c", region: "north" };
const INPUT = { replaces: false, isInput: true };

const detailsAt = (now: Date, desired: object, prior: object = made) =>
  detailsOf(plan(token, { ...prior }, { ...desired }, now), { ...prior }, { ...desired });

describe("the details of a difference", () => {
  it("are none where nothing is to be done", () => {
    expect(detailsAt(NOW, inputs)).toEqual({});
  });

  it("say of each input whether it is added, taken away or changed", () => {
    const prior = { ...made, limits: { days: 10, note: "audit" } };
    expect(detailsAt(NOW, { ...inputs, friends: [] }, prior)).toEqual({
      friends: { ...INPUT, kind: "UPDATE" },
      "limits.note": { ...INPUT, kind: "DELETE" },
    });
    expect(detailsAt(NOW, { ...inputs, limits: { days: 10, note: "audit" } })).toEqual({
      "limits.note": { ...INPUT, kind: "ADD" },
    });
  });

  it("say which of them replace the resource", () => {
    const replaced = { ...inputs, region: "south", shelf: "billing" };
    expect(detailsAt(NOW, replaced)).toEqual({
      region: { kind: "UPDATE", replaces: true, isInput: true },
      shelf: { kind: "UPDATE", replaces: true, isInput: true },
    });
  });

  it("name time by itself, before and beside the inputs", () => {
    const due = { kind: "UPDATE", replaces: false, isInput: false };
    expect(detailsAt(LATER, inputs)).toEqual({ due });
    const both = detailsAt(LATER, { ...inputs, limits: { days: 20 } });
    expect(Object.keys(both)).toEqual(["due", "limits.days"]);
  });

  it("count what isn't known yet as a change", () => {
    expect(detailsAt(NOW, { ...inputs, friends: [UNKNOWN] })).toEqual({ friends: { ...INPUT, kind: "UPDATE" } });
    const state = { name: "orders", colour: "red", region: "north", adopt: false, address: "north/orders" };
    const desired = { ...state, tags: UNKNOWN };
    expect(detailsOf(plan(shelf, state, desired, NOW), state, desired)).toEqual({ tags: { ...INPUT, kind: "ADD" } });
  });
});
