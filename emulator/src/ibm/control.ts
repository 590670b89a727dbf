import type { Ask } from "../admin-route";
import type { IbmLags, IbmRegistration } from "./options";

/** What a request has besides method and path. */
export interface IbmRequestOptions {
  /** The GUID of an instance of a key service. Default: the default one of `service`. */
  readonly instance?: string | undefined;
  /** Default: as the path says, `kms` or `icp`. */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A string is sent as it is, everything else as JSON. */
  readonly body?: unknown;
}

/** An answer; `body` is the parsed JSON, and absent when there is none. */
export interface IbmReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** IBM's services behind the emulator's back. */
export interface IbmControl {
  /**
   * Acts as somebody else with every permission: without a token, never faulty, not in the journal, at the clock's time.
   * An error of the service is an answer like any other.
   *
   * @param path as the service has it, with a query if need be: `/api/v2/keys?limit=5`
   */
  request(method: string, path: string, options?: IbmRequestOptions): Promise<IbmReply>;
  /** Another service of IBM registers its use of a key. */
  register(registration: IbmRegistration): Promise<void>;
  unregister(registration: Pick<IbmRegistration, "instance" | "key" | "resourceCrn">): Promise<void>;
  /** Replaces all lags; `{}` takes them away. */
  setLags(lags: IbmLags): Promise<void>;
  /** Ends all tokens before their time, as when the caller's access was taken away for a moment. */
  revokeTokens(): Promise<void>;
}

/** The client's side of the vendor's admin routes. */
export function ibmControl(ask: Ask): IbmControl {
  const tell = async (method: string, route: string, body?: unknown): Promise<void> => {
    await ask(method, route, body);
  };
  return {
    request: (method, path, options = {}) => ask("POST", "ibm/request", { ...options, method, path }),
    register: (registration) => tell("POST", "ibm/registrations", registration),
    unregister: (registration) => tell("DELETE", "ibm/registrations", registration),
    setLags: (lags) => tell("PUT", "ibm/lags", lags),
    revokeTokens: () => tell("DELETE", "ibm/tokens"),
  };
}
