import { UNKNOWN } from "../../src/core/unknown";
import type { Attributes, Diagnosed, Provider } from "../../src/terraform/protocol/provider";
import { createProvider } from "../../src/terraform/provider";
import { openCrate } from "../toy/functions";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";

// Actions, as Terraform from 1.14 on asks for them: it validates and plans them, and invokes them in the apply, alone or before and after
// it changes a resource.

const type = "keysmith_open_crate";
const capabilities = { writeOnly: true };
const CONFIG: Attributes = { crate: "C1", room: "cellar", room_number: null, door: null };

describe("an action", () => {
  let service: ToyService;
  let told: string[];

  beforeEach(() => {
    service = new ToyService();
    told = [];
  });

  const providerWith = async (config: Attributes = {}): Promise<Provider> => {
    const functions = [
      {
        ...openCrate,
        call: async (...[context, inputs]: Parameters<typeof openCrate.call>) => {
          context.log.tell("the lid is loose");
          context.log.warn("it is dark in here");
          return openCrate.call(context, inputs);
        },
      },
    ];
    const vendor = { ...toyVendor(service), functions };
    const provider = createProvider([vendor], { env: { TOY_REGION: "north" }, folder: "/shop/prod" });
    await provider.validateProvider(config);
    await provider.configure({ config: { stack: "shop", ...config }, engineVersion: "1.14.0", capabilities });
    return provider;
  };
  const plan = async (config: Attributes): Promise<Diagnosed> =>
    (await providerWith()).planAction({ type, config, capabilities });
  const invoke = async (config: Attributes): Promise<Diagnosed> =>
    (await providerWith()).invokeAction({ type, config, capabilities }, (line) => told.push(line));

  it("takes what its function takes, but for secrets, which a plan would keep, and answers nothing", async () => {
    const { attributes } = (await providerWith()).schema().actions[type] ?? {};
    expect(attributes?.map(({ name, required, optional, computed }) => [name, required, optional, computed])).toEqual([
      ["crate", true, undefined, undefined],
      ...["room", "room_number", "door"].map((name) => [name, undefined, true, undefined]),
    ]);
    const { dataSources, ephemeralResources } = (await providerWith()).schema();
    expect([type in dataSources, type in ephemeralResources]).toEqual([false, false]);
  });

  it("does nothing when it is validated and planned", async () => {
    const provider = await providerWith();
    const request = { type, config: CONFIG, capabilities };
    expect([await provider.validateAction(request), await provider.planAction(request)]).toEqual([
      { diagnostics: [] },
      { diagnostics: [] },
    ]);
    expect([service.calls, [...service.objects]]).toEqual([[], []]);
  });

  it("can be planned while what it is about is yet to be made", async () => {
    expect(await plan({ ...CONFIG, crate: UNKNOWN, room: UNKNOWN })).toEqual({ diagnostics: [] });
  });

  it("acts when it is invoked, tells what it does, and warns", async () => {
    expect(await invoke(CONFIG)).toMatchObject({
      diagnostics: [{ severity: "warning", summary: "it is dark in here" }],
    });
    expect(told).toEqual(["the lid is loose"]);
    expect(service.objects.get("opened/C1")).toMatchObject({ place: ["cellar", undefined, undefined] });
  });

  it.each<[string, (config: Attributes) => Promise<Diagnosed>]>([
    ["planned", plan],
    ["invoked", invoke],
  ])("is refused when it is %s with what can't be, at the place of it", async (_, ask) => {
    const { diagnostics } = await ask({ ...CONFIG, room: null });
    expect(diagnostics).toMatchObject([{ severity: "error", summary: expect.stringContaining("room") }]);
    expect(service.calls).toEqual([]);
  });

  it("that the provider doesn't have is an error", async () => {
    const other = { type: "keysmith_crates", config: {}, capabilities };
    await expect((await providerWith()).planAction(other)).rejects.toThrow("there is no function keysmith_crates");
  });
});
