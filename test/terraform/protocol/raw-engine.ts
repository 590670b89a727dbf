import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import type { Identity } from "../../../src/terraform/protocol/certificate";
import type { Handshake } from "./plugin-process";

const FRAME_HEADER = 5;

/** A connection as an engine has it, which can be cut off as when the engine is killed. */
export class RawEngine {
  readonly #session: http2.ClientHttp2Session;

  constructor({ address, certificate }: Handshake, identity?: Identity) {
    const secure = { servername: "localhost", ALPNProtocols: ["h2"], ca: certificate };
    const createConnection = () =>
      identity
        ? tls.connect({ path: address, ...secure, cert: identity.cert, key: identity.key })
        : net.connect({ path: address });
    this.#session = http2.connect(identity ? "https://localhost" : "http://localhost", { createConnection });
    this.#session.on("error", () => {});
  }

  /** Sends a request, and waits for nothing. */
  begin(path: string, message: Uint8Array = new Uint8Array()): http2.ClientHttp2Stream {
    const stream = this.#session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("error", () => {});
    const header = Buffer.alloc(FRAME_HEADER);
    header.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([header, message]));
    return stream;
  }

  /** The status of a call's answer. */
  status(path: string): Promise<string> {
    const stream = this.begin(path);
    stream.resume();
    return new Promise((resolve, reject) => {
      stream.once("trailers", (trailers) => resolve(String(trailers["grpc-status"])));
      this.#session.once("error", reject);
      stream.once("close", () => reject(new Error(`${path} was cut off`)));
    });
  }

  cut(): void {
    this.#session.destroy();
  }
}
