import { addressOf } from "../../src/core/address";
import { plan } from "../../src/core/plan";
import { UNKNOWN } from "../../src/core/unknown";
import { crate } from "../toy/crate";
import { shelf } from "../toy/shelf";

const NOW = new Date("2026-01-01T00:00:00Z");
const orders = { name: "orders", region: "north" };

describe("the address of an object", () => {
  it("is its kind, its place and what it is called there, and nothing else", () => {
    expect(addressOf(shelf, { ...orders, colour: "red" })).toEqual({ kind: "shelf", place: "north", name: "orders" });
    expect(addressOf(crate, { name: "orders", roomNumber: "4", crateId: "C1" })).toEqual({
      kind: "crate",
      place: "4",
      name: "C1",
    });
  });

  it("has no name where the service has given none yet", () => {
    expect(addressOf(crate, { name: "orders", room: "attic" })).toMatchObject({ place: "attic", name: undefined });
  });

  it("is none while something in it isn't known, whatever else isn't", () => {
    expect(addressOf(shelf, { ...orders, region: UNKNOWN })).toBeUndefined();
    expect(addressOf(shelf, { ...orders, colour: UNKNOWN })).toMatchObject({ name: "orders" });
  });
});

describe("a replacement", () => {
  const planned = (prior: object, desired: object): unknown => {
    const { action, deleteFirst } = plan(shelf, { ...prior }, { ...desired }, NOW);
    return { action, deleteFirst };
  };

  it("creates first where the address is another one", () => {
    expect(planned(orders, { ...orders, name: "billing" })).toEqual({ action: "replace", deleteFirst: false });
  });

  it("creates first where the service calls the new object otherwise", () => {
    const made = { name: "orders", room: "attic", size: 1, crateId: "C1", weight: 10 };
    const { action, deleteFirst } = plan(crate, made, { name: "other", room: "attic", size: 1 }, NOW);
    expect({ action, deleteFirst }).toEqual({ action: "replace", deleteFirst: false });
  });
});
