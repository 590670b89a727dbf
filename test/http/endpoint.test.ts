import fc from "fast-check";
import { ConfigurationError } from "../../src/core/errors";
import { isLoopback, parseEndpoint } from "../../src/http/endpoint";
import { randomInputs } from "../support/describe-engine";

const source = "the configuration keysmith:alibaba.endpoint";

it.each([
  ["https://kms.example.com", { origin: "https://kms.example.com", host: "kms.example.com", loopback: false }],
  [
    "https://kms.example.com:8443/",
    { origin: "https://kms.example.com:8443", host: "kms.example.com:8443", loopback: false },
  ],
  ["http://localhost:8080", { origin: "http://localhost:8080", host: "localhost:8080", loopback: true }],
  ["http://127.3.2.1:80", { origin: "http://127.3.2.1", host: "127.3.2.1", loopback: true }],
  ["http://[::1]:8080", { origin: "http://[::1]:8080", host: "[::1]:8080", loopback: true }],
  ["https://127.0.0.1:8443", { origin: "https://127.0.0.1:8443", host: "127.0.0.1:8443", loopback: true }],
])("takes %s", (text, endpoint) => {
  expect(parseEndpoint(text, source)).toEqual(endpoint);
});

it.each([
  ["http://kms.example.com", "plain http"],
  ["http://10.0.0.1:8080", "plain http"],
  ["http://localhost.example.com", "plain http"],
  ["http://127.0.0.1.example.com", "plain http"],
  ["http://[::ffff:10.0.0.1]", "plain http"],
  ["http://0.0.0.0", "plain http"],
  ["ftp://localhost", "neither https nor http"],
  ["kms.example.com:443", "neither https nor http"],
  ["kms.example.com", "not a URL"],
  ["", "not a URL"],
  ["https://kms.example.com/path", "more than scheme, host and port"],
  ["https://kms.example.com?a=b", "more than scheme, host and port"],
])("refuses %j, and says how to set it", (text, why) => {
  expect(() => parseEndpoint(text, source)).toThrow(ConfigurationError);
  expect(() => parseEndpoint(text, source)).toThrow(why);
  expect(() => parseEndpoint(text, source)).toThrow(source);
  expect(() => parseEndpoint(text, source)).toThrow(JSON.stringify(text));
});

it("does not repeat a password", () => {
  const text = "https://user:hunter2@kms.example.com";
  expect(() => parseEndpoint(text, source)).toThrow("a user or a password");
  expect(() => parseEndpoint(text, source)).not.toThrow("hunter2");
});

it("knows what is this machine", () => {
  expect(["localhost", "127.0.0.1", "127.255.0.9", "[::1]"].every(isLoopback)).toBe(true);
  expect(["128.0.0.1", "example.com", "[::2]", "localhost.example.com", ""].some(isLoopback)).toBe(false);
});

it("takes or refuses whatever text it is given, with no other error", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.string().map((text) => `http://${text}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const { origin, loopback } = parseEndpoint(text, source);
        return origin.startsWith("https://") || loopback;
      } catch (error) {
        return error instanceof ConfigurationError;
      }
    }),
    { numRuns: randomInputs(2000) },
  );
});
