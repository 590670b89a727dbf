import type { Dispatcher } from "undici";
import { exchange } from "../../src/http/exchange";
import { rejection } from "./searching";

afterEach(() => jest.useRealTimers());

// The timer ran on, and kept the process from ending for more than a minute.
it("leaves no timer behind where a request can't even be begun", async () => {
  jest.useFakeTimers();
  const refusal = new TypeError("invalid header");
  const dispatcher = {
    dispatch: () => {
      throw refusal;
    },
  } as unknown as Dispatcher;
  const request = { operation: "X", method: "GET", url: new URL("http://127.0.0.1/"), headers: {} } as const;
  expect(await rejection(exchange(dispatcher, request, { connectTimeout: 60_000, replyTimeout: 60_000 }))).toBe(
    refusal,
  );
  expect(jest.getTimerCount()).toBe(0);
});
