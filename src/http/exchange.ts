import type { Dispatcher } from "undici";
import { ConfigurationError, type KeysmithError, NoReplyError } from "../core/errors";
import { type Message, message } from "../core/message";
import { BodyWithout, type ReplyBody, WholeBody } from "./reply-body";

/** One request on the wire. Errors only ever repeat `operation` and the origin of `url`. */
export interface HttpRequest {
  readonly operation: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A JSON field of the reply whose texts are dropped as they arrive: a long reply kept whole would take ten times the memory. */
  readonly leavesOut?: string;
  /** How strings hold the bodies of request and reply: `latin1` has one character per byte. @default "utf8" */
  readonly encoding?: "utf8" | "latin1";
}

/** A complete reply, whatever its status. Redirects are replies too: they are not followed. */
export interface HttpReply {
  readonly status: number;
  /** By lower-case name; the values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No complete reply arrived. `reason` may hold parts of the reply and is never shown. */
interface Unanswered {
  readonly reason: unknown;
  readonly sent: boolean;
}

const OUT_OF_TIME: Error = Object.assign(new Error("out of time"), { code: "OUT_OF_TIME" });

export interface ExchangeLimits {
  /** Milliseconds until a connection, including TLS, must be established. */
  readonly connectTimeout: number;
  /** Milliseconds until the headers must arrive, and then between two parts of the body. */
  readonly replyTimeout: number;
  readonly howToTrust?: Message;
}

/**
 * Sends one request and reads its reply to the end. The whole exchange has a limit too, as a peer that drips bytes passes every
 * other limit.
 * @throws NoReplyError when no complete reply arrived; its `sent` says whether the service may have acted
 * @throws ConfigurationError when the proxy or the service's certificate can't be used
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  { connectTimeout, replyTimeout, howToTrust }: ExchangeLimits,
): Promise<HttpReply> {
  let timer: NodeJS.Timeout | undefined;
  const result = new Promise<HttpReply | Unanswered>((resolve) => {
    const { encoding = "utf8", leavesOut } = request;
    const reader = new ReplyReader(
      resolve,
      leavesOut === undefined ? new WholeBody(encoding) : new BodyWithout(leavesOut),
    );
    timer = setTimeout(() => reader.giveUp(OUT_OF_TIME), connectTimeout + 2 * replyTimeout);
    const { url, method, headers, body } = request;
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: { ...headers },
        body: body === undefined ? null : Buffer.from(body, encoding),
      },
      reader,
    );
  });
  const reply = await result.finally(() => clearTimeout(timer));
  if ("status" in reply) return reply;
  throw transportFailure(request, reply, howToTrust);
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Collects a reply. It is a handler, and not undici's `request`, because only a handler learns when the request leaves the queue
 * for an established connection: until then nobody can have acted on it.
 */
class ReplyReader implements Dispatcher.DispatchHandler {
  readonly #done: (result: HttpReply | Unanswered) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: Error | undefined;
  #status = 0;
  #headers: Headers = {};
  readonly #body: ReplyBody;

  constructor(done: (result: HttpReply | Unanswered) => void, body: ReplyBody) {
    this.#done = done;
    this.#body = body;
  }

  giveUp(reason: Error): void {
    this.#givenUp = reason;
    this.#done({ reason, sent: this.#controller !== undefined });
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
    this.#body.add(chunk);
  }

  onResponseEnd(): void {
    const headers = Object.entries(this.#headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    this.#done({
      status: this.#status,
      headers: Object.fromEntries(headers),
      body: this.#body.text(),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#done({ reason: error, sent: this.#controller !== undefined });
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing is listening there",
  ENOTFOUND: "DNS does not know the host",
  EAI_AGAIN: "DNS did not answer",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the network can't be reached",
  ETIMEDOUT: "no connection was made in time",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  EPROTO: "TLS could not be negotiated",
  UND_ERR_CONNECT_TIMEOUT: "no connection was made in time",
  UND_ERR_HEADERS_TIMEOUT: "the reply did not come in time",
  UND_ERR_BODY_TIMEOUT: "the reply stopped half-way",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "the reply is too long for this service",
  OUT_OF_TIME: "the time for the whole exchange is up",
};

/** Codes of OpenSSL and Node for a certificate that isn't trusted: another try changes nothing. */
const UNTRUSTED =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;

const HOW_TO_TRUST = "give that authority's certificate as the CA file";

/**
 * The error for a request without a complete reply. It is made of codes only: the libraries' messages may repeat the reply, the
 * address of a proxy with its password, or a whole certificate, so neither the messages nor the errors themselves are passed on.
 * @param howToTrust what to do about a certificate from an authority of the user's own
 */
function transportFailure(
  request: HttpRequest,
  { reason, sent }: Unanswered,
  howToTrust: Message = HOW_TO_TRUST,
): KeysmithError {
  const where = `${request.operation} at ${request.url.origin}`;
  const proxyStatus = PROXY_REFUSAL.exec(reason instanceof Error ? reason.message : "")?.[1];
  if (proxyStatus !== undefined) return proxyFailure(where, Number(proxyStatus));
  const code = codeOf(reason);
  if (!sent && UNTRUSTED.test(code)) {
    return new ConfigurationError(
      `${where}: the certificate that answered there is not trusted (${code})`,
      message`Check the endpoint; when its certificate comes from an authority of your own, ${howToTrust}.`,
    );
  }
  return new NoReplyError(
    `${where} got no complete reply: ${inWords(code, sent)} (${code})`,
    sent
      ? "The service may have carried out the call anyway; run again to compare and continue."
      : "Nothing was sent; check the network, the endpoint and the proxy settings.",
    { sent },
  );
}

function inWords(code: string, sent: boolean): string {
  if (!sent && code === "UND_ERR_HEADERS_TIMEOUT") return "the proxy did not answer in time";
  if (code.startsWith("HPE_")) return "the reply is not HTTP";
  if (code.startsWith("ERR_SSL_")) return "TLS 1.2 or newer could not be negotiated";
  return WORDS[code] ?? "the connection failed";
}

function proxyFailure(where: string, status: number): KeysmithError {
  const problem = `${where} did not get through the proxy, which answered with HTTP ${status}`;
  if (status >= 500 || status === 429) {
    return new NoReplyError(problem, "Nothing was sent; run again, or ask whoever runs the proxy.", { sent: false });
  }
  return new ConfigurationError(
    problem,
    "Check the user, the password and the address in HTTPS_PROXY, or name the host in NO_PROXY.",
  );
}

function codeOf(reason: unknown): string {
  const { code, name, cause } = (reason ?? {}) as { code?: unknown; name?: unknown; cause?: unknown };
  if (code === "UND_ERR_PRX_TLS") return codeOf(cause);
  if (typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  return name === "HTTPParserError" ? "HPE_INVALID" : "UNKNOWN";
}
