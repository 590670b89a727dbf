import { createPrivateKey, X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createSecureContext, createServer } from "node:tls";
import { type Identity, makeIdentity } from "../../../src/terraform/protocol/certificate";
import { leftToAll } from "../../support/describe-engine";

/** A certificate whose numbers are written with a byte too many or too few shows only in some hundred. */
const [MANY, HANDSHAKES] = leftToAll() ? [400, 20] : [2_000, 200];

/** What the client hears when it connects once, each side knowing nobody but the other. */
function handshake(ours: Identity, theirs: Identity, known: Identity = ours): Promise<string> {
  const { cert, key } = ours;
  const both = { requestCert: true, rejectUnauthorized: true };
  const server = createServer({ cert, key, ca: theirs.cert, ...both }, (socket) => socket.end("welcome"));
  const heard = new Promise<string>((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const own = { cert: theirs.cert, key: theirs.key };
      const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca: known.cert, ...own });
      socket.on("error", reject);
      socket.on("data", (data) => resolve(String(data)));
      socket.on("close", () => reject(new Error("nothing was said")));
    });
  });
  return heard.finally(() => server.close());
}

describe("a plugin's certificate", () => {
  it("vouches for itself as localhost, from yesterday for a year", () => {
    const now = new Date("2026-11-22T10:00:00Z");
    const { cert, der } = makeIdentity(now);
    const read = new X509Certificate(cert);
    expect(read.raw).toEqual(der);
    expect(read.subject).toBe("CN=localhost");
    expect(read.subjectAltName).toBe("DNS:localhost");
    expect(read.ca).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkIssued(read)).toBe(true);
    expect([read.validFrom, read.validTo]).toEqual(["Nov 21 10:00:00 2026 GMT", "Nov 22 10:00:00 2027 GMT"]);
    expect(read.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  it("is right beyond the year from which times are written otherwise", () => {
    const read = new X509Certificate(makeIdentity(new Date("2049-06-01T00:00:00Z")).cert);
    expect([read.validFrom, read.validTo]).toEqual(["May 31 00:00:00 2049 GMT", "Jun  1 00:00:00 2050 GMT"]);
  });

  it(`can be read ${MANY} times out of ${MANY}, and no two are the same`, () => {
    const keys = new Set<string>();
    for (let count = 0; count < MANY; count++) {
      const { cert, key, der } = makeIdentity();
      const read = new X509Certificate(der);
      expect(read.verify(read.publicKey) && read.checkPrivateKey(createPrivateKey(key))).toBe(true);
      createSecureContext({ cert, key, ca: cert });
      keys.add(key);
    }
    expect(keys.size).toBe(MANY);
  }, 120_000);

  it(`is taken ${HANDSHAKES} times out of ${HANDSHAKES} by both sides of a connection`, async () => {
    for (let count = 0; count < HANDSHAKES; count++) {
      expect(await handshake(makeIdentity(), makeIdentity())).toBe("welcome");
    }
  }, 120_000);

  it("is refused by who knows another one", async () => {
    await expect(handshake(makeIdentity(), makeIdentity(), makeIdentity())).rejects.toThrow("self-signed certificate");
  });
});
