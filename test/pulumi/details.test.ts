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
const KEPT = { replaces: false };

const detailsAt = (now: Date, desired: object, prior: object = made) =>
  detailsOf(plan(token, { ...prior }, { ...desired }, now), { ...prior }, { ...desired });

describe("the details of a difference", () => {
  it("are none where nothing is to be done", () => {
    expect(detailsAt(NOW, inputs)).toEqual({});
  });

  it("say of each input whether it is added, taken away or changed", () => {
    const prior = { ...made, limits: { days: 10, note: "audit" } };
    expect(detailsAt(NOW, { ...inputs, friends: [] }, prior)).toEqual({
      friends: { ...KEPT, kind: "UPDATE" },
      "limits.note": { ...KEPT, kind: "DELETE" },
    });
    expect(detailsAt(NOW, { ...inputs, limits: { days: 10, note: "audit" } })).toEqual({
      "limits.note": { ...KEPT, kind: "ADD" },
    });
  });

  it("say which of them replace the resource", () => {
    const replaced = { ...inputs, region: "south", shelf: "billing" };
    expect(detailsAt(NOW, replaced)).toEqual({
      region: { kind: "UPDATE", replaces: true },
      shelf: { kind: "UPDATE", replaces: true },
    });
  });

  // A bug: with `replaceOnChanges: ["*"]` a rotation that was due became a replacement.
  it("leave out what is due, which no option of the program is to turn into a replacement", () => {
    expect(detailsAt(LATER, inputs)).toEqual({});
    expect(Object.keys(detailsAt(LATER, { ...inputs, limits: { days: 20 } }))).toEqual(["limits.days"]);
  });

  it("count what isn't known yet as a change", () => {
    expect(detailsAt(NOW, { ...inputs, friends: [UNKNOWN] })).toEqual({ friends: { ...KEPT, kind: "UPDATE" } });
    const state = { name: "orders", colour: "red", region: "north", adopt: false, address: "north/orders" };
    const desired = { ...state, tags: UNKNOWN };
    expect(detailsOf(plan(shelf, state, desired, NOW), state, desired)).toEqual({ tags: { ...KEPT, kind: "ADD" } });
  });
});
