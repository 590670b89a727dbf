import type { Values } from "../../src/core/definition";
import type { ToyService } from "../toy/service";
import type { Declared } from "./engine";
import type { Service } from "./services";
import { lifecycleSuite } from "./suite";

// The suite itself, on definitions with ids of the service's own, references to such, changes that are refused, changes
// without a way back, a switch that lets a replacement through, and a place where both can be.

jest.mock("../../src/catalog", () => {
  const toyService = new (jest.requireActual("../toy/service").ToyService)();
  const definitions = [jest.requireActual("../toy/crate").crate, jest.requireActual("../toy/seal").seal];
  return { vendors: [{ ...jest.requireActual("../toy/vendor").toyVendor(toyService), definitions }], toyService };
});

jest.mock("./services", () => ({
  canDrift: (type: string) => type === "Crate",
  isAtService: () => true,
  startService: async () => new ToyLifecycleService(jest.requireMock("../../src/catalog").toyService),
}));

class ToyLifecycleService implements Service {
  readonly env = { TOY_REGION: "north", TOY_ROOM: "cellar" };
  readonly #toys: ToyService;

  constructor(toys: ToyService) {
    this.#toys = toys;
    this.#toys.objects.clear();
  }

  async at(): Promise<void> {}

  async calls(): Promise<string[]> {
    return this.#toys.calls.splice(0).map((call) => call.replace(/\/.*/, ""));
  }

  creating(program: readonly Declared[]): string[] {
    return program.map(({ type }) => `put ${type.toLowerCase()}`).sort();
  }

  reading(program: readonly Declared[]): string[] {
    return program.map(({ type }) => `get ${type.toLowerCase()}`).sort();
  }

  async exists(type: string, state: Values): Promise<boolean> {
    return this.#toys.objects.has(keyOf(type, state));
  }

  async drift(type: string, state: Values): Promise<void> {
    this.#toys.objects.set(keyOf(type, state), { size: 9 });
  }

  async remove(type: string, state: Values): Promise<void> {
    this.#toys.objects.delete(keyOf(type, state));
  }

  async agree(): Promise<void> {}

  async stop(): Promise<void> {}
}

function keyOf(type: string, { crateId, sealId }: Values): string {
  return type === "Crate" ? `crate/${String(crateId)}` : `seal/${String(sealId)}`;
}

lifecycleSuite();
