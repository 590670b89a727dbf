import * as pulumi from "@pulumi/pulumi";

/** What the engine was asked to register. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly secrets: readonly string[];
  readonly request: RegisterRequest;
}

/** What the tests read of the request itself; the SDK's mocks hand over the rest. */
interface RegisterRequest {
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly replaceWith: readonly string[];
  readonly parent: string;
}

export interface ProgramOptions {
  readonly config?: Record<string, string>;
  readonly preview?: boolean;
  /** Outputs that the engine gives back beside the inputs. */
  readonly outputs?: Record<string, unknown>;
}

/** Runs a program against the SDK's mocks. @returns what it registered, in order, and what `body` gave */
export async function runProgram<T>(
  body: () => T | Promise<T>,
  { config = {}, preview = false, outputs = {} }: ProgramOptions = {},
): Promise<{ readonly registered: Registered[]; readonly result: T }> {
  const seen: Omit<Registered, "request">[] = [];
  const mocks: pulumi.runtime.Mocks = {
    call: () => {
      throw new Error("no calls were expected");
    },
    newResource: ({ type, name, inputs }) => {
      const { plain, secrets } = unwrap(inputs);
      seen.push({ type, name, inputs: plain, secrets });
      return { id: `${name}-id`, state: { ...inputs, ...outputs } };
    },
  };
  await pulumi.runtime.setMocks(mocks, "shop", "prod", preview);
  pulumi.runtime.setAllConfig(config);
  const requests = spyOnRequests();
  const result = await body();
  await pulumi.runtime.disconnect();
  const registered = seen.map((each) => ({ ...each, request: requestOf(requests, each) }));
  return { registered, result };
}

/** Runs work as the SDK runs the program of an inline stack: with what it keeps of a stack apart from others'. */
export function inlineStack<T>(work: () => Promise<T>): Promise<T> {
  const { withLocalStorage } = require("@pulumi/pulumi/runtime/state") as {
    withLocalStorage(callback: () => Promise<T>): Promise<T>;
  };
  return withLocalStorage(work);
}

/** The value of an output, and whether it is secret. */
export async function settled<T>(output: pulumi.Output<T>): Promise<{ value: T; secret: boolean; known: boolean }> {
  const inner = output as unknown as {
    promise(): Promise<T>;
    isSecret: Promise<boolean>;
    isKnown: Promise<boolean>;
  };
  return { value: await inner.promise(), secret: await inner.isSecret, known: await inner.isKnown };
}

/** Waits for all promises that an output is made of: each of them fails, and one that nobody waits for ends the process. */
export async function answerOf(output: pulumi.Output<unknown>): Promise<unknown> {
  const { isKnown, isSecret, ...inner } = output as unknown as Record<"isKnown" | "isSecret", Promise<unknown>> &
    Record<"promise" | "allResources", () => Promise<unknown>>;
  const [first] = await Promise.allSettled([inner.promise(), isKnown, isSecret, inner.allResources()]);
  if (first.status === "rejected") throw first.reason;
  return first.value;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function unwrap(inputs: Record<string, unknown>): { plain: Record<string, unknown>; secrets: string[] } {
  const secrets: string[] = [];
  const plain = Object.entries(inputs).map(([name, value]) => {
    if (typeof value !== "object" || value === null || !(SIGNATURE in value) || value[SIGNATURE] !== SECRET)
      return [name, value];
    secrets.push(name);
    return [name, (value as unknown as { value: unknown }).value];
  });
  return { plain: Object.fromEntries(plain), secrets };
}

interface ProtoRequest {
  getName(): string;
  getType(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getReplaceWithList(): string[];
}

/** The mocks hide what a resource depends on, so the requests are noted on their way. */
function spyOnRequests(): ProtoRequest[] {
  const requests: ProtoRequest[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: ProtoRequest, callback: unknown): void;
  };
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    requests.push(request);
    original(request, callback);
  };
  return requests;
}

function requestOf(requests: readonly ProtoRequest[], { type, name }: { type: string; name: string }): RegisterRequest {
  const request = requests.find((each) => each.getType() === type && each.getName() === name);
  return {
    dependencies: request?.getDependenciesList() ?? [],
    additionalSecretOutputs: request?.getAdditionalsecretoutputsList() ?? [],
    replaceWith: request?.getReplaceWithList() ?? [],
    parent: request?.getParent() ?? "",
  };
}
