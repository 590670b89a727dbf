import { z } from "zod";
import { field } from "../../src/core/fields";
import { toySettings } from "./settings";

/** Where crates are: the same on every resource and function that deals with them. */
export const placeFields = {
  room: field(z.string(), {
    doc: "The room, by name.",
    examples: ["cellar", "attic"],
    onChange: "replace",
    from: ["reference", toySettings.room],
  }),
  roomNumber: field(z.string().optional(), {
    doc: "The room, by number.",
    examples: ["-1", "4"],
    onChange: "replace",
    insteadOf: "room",
    from: ["reference"],
  }),
  door: field(z.string().optional(), { doc: "Which door to take.", examples: ["south", "south"], from: ["reference"] }),
};

/** The room, however it is told. */
export function roomOf({
  room,
  roomNumber,
}: {
  room?: string | undefined;
  roomNumber?: string | undefined;
}): string | undefined {
  return roomNumber ?? room;
}
