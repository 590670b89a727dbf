/** A reason, which the key API gives for programs. */
export interface ErrorReason {
  readonly status: number;
  /** For example `KEY_NOT_FOUND_ERR`. */
  readonly code: string;
  /** Never repeats key material or plaintexts. */
  readonly message: string;
  /** The failed action: `Key could not be created`. */
  readonly what: string;
  /** The part of the request that caused it. */
  readonly target?: { readonly type: "field" | "query_param"; readonly name: string } | undefined;
}

const classes: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** The body of an error of today's key API. */
export function errorBody({ status, code, message, what, target }: ErrorReason): unknown {
  const moreInfo = "https://cloud.ibm.com/apidocs/key-protect";
  const reason = { code, message, status, moreInfo, ...(target && { target }) };
  const errorMsg = `${classes[status] ?? "Error"}: ${what}: Please see \`reasons\` for more details (${code})`;
  return envelope({ errorMsg, reasons: [reason] });
}

/** The body of an error without reasons: the key API of 2019, and a 401 of today's. */
export function plainErrorBody(errorMsg: string): unknown {
  return envelope({ errorMsg });
}

function envelope(resource: unknown): unknown {
  const metadata = { collectionType: "application/vnd.ibm.kms.error+json", collectionTotal: 1 };
  return { metadata, resources: [resource] };
}
