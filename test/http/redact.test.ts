import fc from "fast-check";
import { showable } from "../../src/http/redact";

const secret = 'Pa ss~w0rd!"<&>';

it.each([
  ["plain", secret],
  ["in another case", secret.toUpperCase()],
  ["URL-encoded", encodeURIComponent(secret)],
  ["RFC 3986-encoded", encodeURIComponent(secret).replace(/!/g, "%21")],
  ["form-encoded", encodeURIComponent(secret).replace(/%20/g, "+").replace(/!/g, "%21").replace(/~/g, "%7E")],
  ["in JSON", JSON.stringify({ secret })],
  ["in JSON with code points", '{"a":"\\u0050a ss~w0rd!\\u0022<&>"}'],
  ["in HTML", "Pa ss~w0rd!&quot;&lt;&amp;&gt;"],
  ["in HTML with code points", "&#80;a ss~w0rd!&#x22;&lt;&amp;&gt;"],
  ["in hex", Buffer.from(secret).toString("hex")],
  ["in base64", Buffer.from(secret).toString("base64")],
  ["in base64url", Buffer.from(secret).toString("base64url")],
])("shows nothing of a message that repeats a secret %s", (_form, text) => {
  expect(showable(`The value ${text} is wrong`, ["another", secret])).toBeUndefined();
});

it("shows any other message, in one line and not too long", () => {
  expect(showable("  QPS\n Limit  Exceeded ", [secret, ""])).toBe("QPS Limit Exceeded");
  expect(showable("x".repeat(1000), [])).toHaveLength(301);
});

it("never shows a secret, whatever is around it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8 }),
      fc.string(),
      fc.string(),
      (hidden, before, after) => showable(before + hidden + after, [hidden]) === undefined,
    ),
  );
});
