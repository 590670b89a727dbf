import { type ClientHttp2Session, connect } from "node:http2";
import { Codec } from "../../grpc/codec";
import { MESSAGES } from "./messages";

const WARNING = 2;
const LOG = { ":method": "POST", ":path": "/pulumirpc.Engine/Log", "content-type": "application/grpc", te: "trailers" };
/** An engine that hasn't taken a line by then won't. */
const PATIENCE_MS = 2_000;

/**
 * Sends lines for people to the engine, which shows them with its own messages. While the engine hasn't said where it
 * listens, and if it can't be reached, lines go to standard error, which the engine shows as well. Speaks gRPC without
 * the library, whose client would have to be loaded at every start.
 */
export class EngineLog {
  readonly #codec = new Codec(MESSAGES);
  #session: ClientHttp2Session | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param address host and port */
  connect(address: string): void {
    if (address === "") return;
    this.#session?.destroy();
    const session = connect(`http://${address}`);
    session.on("error", () => {
      this.#session = undefined;
    });
    session.unref();
    this.#session = session;
  }

  warn(line: string): void {
    this.#last = this.#last.then(() => this.#tell(line)).catch(() => void process.stderr.write(`keysmith: ${line}\n`));
  }

  /** Resolves when all lines until now have been delivered. */
  told(): Promise<void> {
    return this.#last;
  }

  close(): void {
    this.#session?.close();
  }

  #tell(message: string): Promise<void> {
    const session = this.#session;
    if (!session) return Promise.reject(new Error("there is no engine"));
    const body = this.#codec.encode("LogRequest", { severity: WARNING, message });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(body.length, 1);
    return new Promise((resolve, reject) => {
      const stream = session.request(LOG);
      stream.setTimeout(PATIENCE_MS, () => stream.destroy(new Error("the engine doesn't answer")));
      stream.on("error", reject);
      // A reply has the status in its trailers; a refusal can have it in its headers.
      let status: unknown;
      const note = (headers: Readonly<Record<string, unknown>>) => {
        status ??= headers["grpc-status"];
      };
      stream.on("response", note);
      stream.on("trailers", note);
      stream.on("close", () => (status === "0" ? resolve() : reject(new Error(`the engine answered ${status}`))));
      stream.resume();
      stream.end(Buffer.concat([prefix, body]));
    });
  }
}
