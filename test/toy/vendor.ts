import type { Definition, Vendor } from "../../src/core/definition";
import type { LookUp } from "../../src/core/look-up";
import { crate } from "./crate";
import { getShelf, listCrates, openCrate, weigh } from "./look-ups";
import { seal } from "./seal";
import type { ToyService } from "./service";
import { toySettings } from "./settings";
import { shelf } from "./shelf";
import { token } from "./token";

export const toys: readonly Definition[] = [shelf, token, crate, seal];
const lookUps: readonly LookUp[] = [getShelf, listCrates, openCrate, weigh];

/** A vendor that no engine adaptor knows, with `service` for its client. */
export function toyVendor(service: ToyService): Vendor {
  const settings = Object.values(toySettings);
  return { name: "toy", title: "Toys", definitions: toys, lookUps, settings, connect: () => service };
}
