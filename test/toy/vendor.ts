import type { Definition, Vendor } from "../../src/core/definition";
import type { FunctionDefinition } from "../../src/core/function";
import { crate } from "./crate";
import { getShelf, listCrates, openCrate, weigh } from "./functions";
import { seal } from "./seal";
import type { ToyService } from "./service";
import { toySettings } from "./settings";
import { shelf } from "./shelf";
import { token } from "./token";

export const toys: readonly Definition[] = [shelf, token, crate, seal];
const functions: readonly FunctionDefinition[] = [getShelf, listCrates, openCrate, weigh];

/** A vendor that no engine adaptor knows, with `service` for its client. */
export function toyVendor(service: ToyService): Vendor {
  const settings = Object.values(toySettings);
  return { name: "toy", title: "Toys", definitions: toys, functions, settings, connect: () => service };
}
