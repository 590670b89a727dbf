import type { Dispatcher } from "undici";
import type { HttpReply, HttpRequest } from "./transport";

/** No whole reply came. Internal to the transport: `reason` may hold parts of the reply and is never shown. */
export class Unanswered extends Error {
  readonly reason: unknown;
  readonly sent: boolean;

  constructor(reason: unknown, sent: boolean) {
    super("no whole reply came");
    this.reason = reason;
    this.sent = sent;
  }
}

/** What `Unanswered.reason` is when the time for the whole exchange is up. */
export const OUT_OF_TIME: Error = Object.assign(new Error("out of time"), { code: "OUT_OF_TIME" });

/**
 * Sends one request and reads its reply to the end.
 * @param timeout milliseconds for everything together: a peer that drips bytes passes every other limit
 * @throws Unanswered
 */
export function exchange(dispatcher: Dispatcher, request: HttpRequest, timeout: number): Promise<HttpReply> {
  let timer: NodeJS.Timeout | undefined;
  const reply = new Promise<HttpReply>((resolve, reject) => {
    const reader = new ReplyReader((result) => (result instanceof Unanswered ? reject(result) : resolve(result)));
    timer = setTimeout(() => reader.giveUp(OUT_OF_TIME), timeout);
    const { url, method, headers, body } = request;
    dispatcher.dispatch(
      { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers: { ...headers }, body: body ?? null },
      reader,
    );
  });
  return reply.finally(() => clearTimeout(timer));
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Collects a reply. A handler of its own, and not undici's `request`, because only a handler hears the moment at which
 * the request leaves the queue for a connection that stands: until then nobody can have acted on it.
 */
class ReplyReader implements Dispatcher.DispatchHandler {
  readonly #done: (result: HttpReply | Unanswered) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: Error | undefined;
  #status = 0;
  #headers: Headers = {};
  #body: Buffer[] = [];

  constructor(done: (result: HttpReply | Unanswered) => void) {
    this.#done = done;
  }

  giveUp(reason: Error): void {
    this.#givenUp = reason;
    this.#done(new Unanswered(reason, this.#controller !== undefined));
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#givenUp) controller.abort(this.#givenUp);
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.push(chunk);
  }

  onResponseEnd(): void {
    const headers = Object.entries(this.#headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    this.#done({
      status: this.#status,
      headers: Object.fromEntries(headers),
      body: Buffer.concat(this.#body).toString("utf8"),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#done(new Unanswered(error, this.#controller !== undefined));
  }
}
