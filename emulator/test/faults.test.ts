import * as http from "node:http";
import type { FaultKind } from "../src";
import { Faults } from "../src/faults";
import { type RawAnswer, send, sendV3 } from "./raw-requests";
import { call, errorOf, sampleAccessPoint, samplePassword, useEmulator } from "./support";

const rule = { Name: "office", Type: "Private" };

describe("fault rules", () => {
  it("hit the nth call of their operation, and as many after it as they say", () => {
    const faults = new Faults();
    faults.set([
      { operation: "A", nth: 2, times: 2, kind: "429" },
      { operation: "*", nth: 5, kind: "500" },
    ]);
    const struck = ["A", "B", "A", "A", "A", "B"].map((operation) => faults.next(operation)?.kind);
    expect(struck).toEqual([undefined, undefined, "429", "429", "500", undefined]);
    expect(faults.status()).toMatchObject([
      { seen: 4, hits: 2 },
      { seen: 6, hits: 1 },
    ]);
  });

  it("start counting anew when they are set", () => {
    const faults = new Faults();
    const rules = [{ operation: "A", kind: "503" as const }];
    faults.set(rules);
    expect(faults.next("A")?.kind).toBe("503");
    expect(faults.next("A")).toBeUndefined();
    faults.set(rules);
    expect(faults.next("A")?.kind).toBe("503");
  });

  it.each([
    [[{ operation: "A", kind: "418" }]],
    [[{ operation: "", kind: "429" }]],
    [[{ operation: "A", kind: "429", nth: 0 }]],
    [[{ operation: "A", kind: "429", often: true }]],
    [{}],
  ])("are refused when they are malformed: %j", (rules) => {
    expect(() => new Faults().set(rules)).toThrow(expect.objectContaining({ code: "EmulatorInput" }));
  });
});

describe("a faulty emulator", () => {
  const emulator = useEmulator();
  const fault = (kind: FaultKind, more: object = {}) =>
    emulator.it.setFaults([{ operation: "CreateNetworkRule", kind, ...more }]);
  const create = () => call(emulator.it, "CreateNetworkRule", rule);
  const rules = async () => (await emulator.it.alibaba.call("ListNetworkRules"))["TotalCount"];

  it.each([
    ["429", 429, "Rejected.Throttling"],
    ["500", 500, "InternalFailure"],
    ["503", 503, "ServiceUnavailableTemporary"],
  ] as const)("refuses with %s before it acts, once", async (kind, status, code) => {
    await fault(kind);
    expect(await errorOf(create())).toMatchObject({ status, code, data: { HttpStatus: status } });
    expect(await rules()).toBe(0);
    await expect(create()).resolves.toBeDefined();
  });

  it("says when to come back", async () => {
    await emulator.it.setFaults([{ operation: "ListPolicies", kind: "429", retryAfter: 7 }]);
    const answer = await send(`${emulator.it.url}/?Action=ListPolicies`, "GET", {});
    expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "7" } });
  });

  it.each([
    ["reset-before", 0],
    ["reset-after", 1],
  ] as const)("cuts the connection: %s", async (kind, made) => {
    await fault(kind);
    await expect(create()).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await rules()).toBe(made);
    const [entry] = await emulator.it.calls();
    expect(entry).toMatchObject({ operation: "CreateNetworkRule", fault: kind });
    expect(entry).not.toHaveProperty("status");
  });

  it("loses the reply of a client key that it made", async () => {
    await emulator.it.setFaults([{ operation: "CreateClientKey", kind: "reset-after" }]);
    await call(emulator.it, "CreateApplicationAccessPoint", sampleAccessPoint);
    const lost = call(emulator.it, "CreateClientKey", { AapName: "orders-app", Password: samplePassword });
    await expect(lost).rejects.toThrow();
    const { ClientKeys } = await call(emulator.it, "ListClientKeys", { AapName: "orders-app" });
    expect(ClientKeys).toHaveLength(1);
  });

  it("acts and then answers half a JSON text", async () => {
    await emulator.it.setFaults([{ operation: "ListPolicies", kind: "wrong-json" }]);
    const answer = await send(`${emulator.it.url}/?Action=ListPolicies`, "GET", {});
    expect(answer.status).toBe(200);
    expect(() => JSON.parse(answer.body)).toThrow(SyntaxError);
  });

  it("acts at once and answers late: slow-headers", async () => {
    await emulator.it.setFaults([{ operation: "ListPolicies", kind: "slow-headers", ms: 300 }]);
    const finished: string[] = [];
    const slow = sendV3(emulator.it.url, "ListPolicies").then(() => finished.push("slow"));
    await untilRecorded("ListPolicies");
    await sendV3(emulator.it.url, "ListNetworkRules").then(() => finished.push("other"));
    await slow;
    expect(finished).toEqual(["other", "slow"]);
  });

  it("sends half an answer, and the rest late: slow-body", async () => {
    await emulator.it.setFaults([{ operation: "ListPolicies", kind: "slow-body", ms: 300 }]);
    const events: string[] = [];
    const whole = new Promise<string>((resolve) => {
      http.get(`${emulator.it.url}/?Action=ListPolicies`, { agent: false }, (response) => {
        events.push("headers");
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
          events.push("data");
        });
        response.on("end", () => resolve(text));
      });
    });
    expect(JSON.parse(await whole)).toMatchObject({ Code: "MissingAccessKeyId" });
    expect(events).toEqual(["headers", "data", "data"]);
  });

  it("stops at once although answers are still due", async () => {
    await emulator.it.setFaults([{ operation: "ListPolicies", kind: "slow-headers", ms: 3_600_000 }]);
    const pending: Promise<RawAnswer | string> = send(`${emulator.it.url}/?Action=ListPolicies`, "GET", {}).catch(
      () => "cut",
    );
    await untilRecorded("ListPolicies");
    await emulator.it.close();
    expect(await pending).toBe("cut");
  });

  async function untilRecorded(operation: string): Promise<void> {
    while (!(await emulator.it.calls()).some((entry) => entry.operation === operation)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
