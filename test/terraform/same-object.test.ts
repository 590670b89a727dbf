import { story } from "../support/story";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";
import { describeOnOne } from "./engines";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";
import { head } from "./programs";

// Once, the plan of two resources that are one object was clean, and the apply failed in the middle.

const shelf = (resource: string, body: string): string => `resource "keysmith_shelf" "${resource}" {\n ${body}\n}\n`;

describeOnOne("two resources that are one object", "terraform", (engine) => {
  const service = new ToyService();
  let stack: Workspace;
  const program = (...bodies: string[]): void => stack.write({ "main.tf": [head(""), ...bodies].join("") });
  const plan = async (): Promise<string> => (await stack.run(["plan"])).shown;

  beforeAll(async () => {
    const env = { TOY_REGION: "north", TOY_ROOM: "cellar", KEYSMITH_AS_OF: "2026-01-01T00:00:00Z" };
    stack = await Workspace.open(engine, await attachedProvider(engine, env, [toyVendor(service)]), {
      "main.tf": head(""),
    });
  });
  afterAll(() => stack?.close());

  story("are refused by the plan", (step) => {
    step("where both are new", async () => {
      program(shelf("one", 'name = "office"'), shelf("two", 'name = "office"'));
      expect(await plan()).toContain(
        'Shelf "office": another resource of the program is the same shelf "office": declare it once',
      );
      expect(service.calls).toEqual([]);
    });

    step("but not where they are in different places, or a name isn't known yet", async () => {
      program(
        shelf("one", 'name = "office"'),
        shelf("two", 'name = "office"\n region = "south"'),
        shelf("three", "name = terraform_data.later.id"),
        shelf("four", "name = terraform_data.later.id"),
        'resource "terraform_data" "later" {}\n',
      );
      expect((await stack.plan()).planned).toMatchObject({ "keysmith_shelf.three": "create" });
    });

    step("where one of them exists", async () => {
      program(shelf("one", 'name = "office"'));
      await stack.apply();
      program(shelf("one", 'name = "office"'), shelf("two", 'name = "office"\n colour = "green"'));
      expect(await plan()).toContain('another resource of the program is the same shelf "office"');
    });

    step("but not where one takes the place of itself", async () => {
      program(shelf("one", 'name = "office"'));
      expect((await stack.plan("-replace=keysmith_shelf.one")).planned).toEqual({ "keysmith_shelf.one": "replace" });
      await stack.apply("-replace=keysmith_shelf.one");
      program("moved {\n from = keysmith_shelf.one\n to = keysmith_shelf.two\n}\n", shelf("two", 'name = "office"'));
      expect((await stack.apply()).done).toEqual({});
    });

    step("nor where one gets the name that another gives up", async () => {
      program(shelf("two", 'name = "home"'), shelf("three", 'name = "office"'));
      expect((await stack.plan()).planned).toEqual({
        "keysmith_shelf.two": "replace",
        "keysmith_shelf.three": "create",
      });
    });
  });
});
