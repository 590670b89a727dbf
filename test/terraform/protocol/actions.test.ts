import { ConflictError } from "../../../src/core/errors";
import type { Provider } from "../../../src/terraform/protocol/provider";
import { dynamic, type GrpcClient, type Message } from "./grpc-client";
import { clientOf, closeAll } from "./toy-client";

afterEach(closeAll);

const GREET = { action_type: "toy_greet", config: dynamic({ whom: "you" }) };

async function eventsOf(client: GrpcClient, request: Message = GREET): Promise<Message[]> {
  const events: Message[] = [];
  for await (const event of client.stream("tfplugin6.Provider", "InvokeAction", request)) events.push(event);
  return events;
}

const progress = (message: string) => ({ type: "progress", progress: { message } });
const completed = (...diagnostics: object[]) => ({ type: "completed", completed: { diagnostics } });

describe("an action", () => {
  it("is in the schema", async () => {
    const client = await clientOf();
    const { action_schemas: schemas } = await client.provider("GetProviderSchema");
    expect(schemas).toMatchObject({
      toy_greet: { schema: { block: { description: "Greets.", attributes: [{ name: "whom", required: true }] } } },
    });
  });

  it("is validated and planned by what it is given", async () => {
    const asked: unknown[] = [];
    const note: Provider["planAction"] = async (request) => {
      asked.push(request);
      return { diagnostics: [{ severity: "error", summary: "not today", attribute: ["whom"] }] };
    };
    const client = await clientOf({ validateAction: note, planAction: note });
    const capabilities = { client_capabilities: { write_only_attributes_allowed: true } };
    const answers = [
      await client.provider("ValidateActionConfig", GREET),
      await client.provider("PlanAction", { ...GREET, ...capabilities }),
    ];
    for (const { diagnostics } of answers) expect(diagnostics).toMatchObject([{ summary: "not today" }]);
    const request = { type: "toy_greet", config: { whom: "you" } };
    expect(asked).toEqual([
      { ...request, capabilities: { writeOnly: false } },
      { ...request, capabilities: { writeOnly: true } },
    ]);
  });

  it("tells what it does while it does it, and last how it ended", async () => {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const client = await clientOf({
      invokeAction: async (_, tell) => {
        tell("first");
        await finished;
        tell("second");
        return { diagnostics: [{ severity: "warning", summary: "It was late." }] };
      },
    });
    const stream = client.stream("tfplugin6.Provider", "InvokeAction", GREET);
    const events: unknown[] = [];
    for await (const event of stream) {
      events.push(event);
      finish();
    }
    expect(events).toMatchObject([progress("first"), progress("second"), completed({ summary: "It was late." })]);
  });

  it("that says nothing says how it ended all the same", async () => {
    const client = await clientOf({ invokeAction: async () => ({ diagnostics: [] }) });
    expect(await eventsOf(client)).toEqual([completed()]);
  });

  it("that fails ends with the error, after what it had done", async () => {
    const client = await clientOf({
      invokeAction: async (_, tell) => {
        tell("half");
        throw new ConflictError("it was refused", "Ask again.");
      },
    });
    const error = { severity: "ERROR", summary: "it was refused", detail: "Ask again." };
    expect(await eventsOf(client)).toMatchObject([progress("half"), completed(error)]);
    expect(await eventsOf(client, { ...GREET, action_type: "toy_other" })).toMatchObject([
      completed({ severity: "ERROR" }),
    ]);
  });

  it("goes on when the engine has given up, and tells ever so much without losing a line", async () => {
    let ended = 0;
    let finish = (): void => {};
    const client = await clientOf({
      invokeAction: async (_, tell) => {
        tell("begun");
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        for (let index = 0; index < 5000; index++) tell(`line ${index}`);
        ended += 1;
        return { diagnostics: [] };
      },
    });
    const stream = client.stream("tfplugin6.Provider", "InvokeAction", GREET);
    stream.on("error", () => {});
    await new Promise((resolve) => stream.once("data", resolve));
    stream.cancel();
    await new Promise((resolve) => stream.once("close", resolve));
    finish();
    while (ended === 0) await new Promise((resolve) => setImmediate(resolve));
    const whole = eventsOf(client);
    await new Promise((resolve) => setTimeout(resolve, 100));
    finish();
    expect(await whole).toHaveLength(5002);
  });
});
