/**
 * The messages of a protocol as a table, each with its fields: field = `<type> <number>`. `[]` repeats, `?` tells
 * absent from empty. A map is a list of entries and an enumeration an int32, which is the same on the wire. Fields that
 * the table leaves out are skipped.
 */
export type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The calls of each service: request and response message. `stream` before one means that many may come. A call
 * that isn't listed is answered "unimplemented", which engines take for "this provider doesn't have it".
 */
export type Services = Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>>;

interface Scalars {
  string: string;
  bool: boolean;
  double: number;
  int32: number;
  int64: bigint;
  bytes: Uint8Array;
}

/** The value of a decoded field. If it wasn't sent, a message is undefined, and a scalar is its type's zero. */
type Received<Table extends Messages, Text> = Text extends `${infer Type}[] ${number}`
  ? readonly ReceivedOne<Table, Type>[]
  : Text extends `${infer Type}? ${number}`
    ? ReceivedOne<Table, Type> | undefined
    : Text extends `${infer Type} ${number}`
      ? Type extends keyof Scalars
        ? Scalars[Type]
        : ReceivedOne<Table, Type> | undefined
      : never;

type ReceivedOne<Table extends Messages, Type> = Type extends keyof Scalars
  ? Scalars[Type]
  : Type extends keyof Table
    ? ReceivedMessage<Table, Type>
    : never;

export type ReceivedMessage<Table extends Messages, Name extends keyof Table> = {
  readonly [Field in keyof Table[Name]]: Received<Table, Table[Name][Field]>;
};

type Sent<Table extends Messages, Text> = Text extends `${infer Type}[] ${number}`
  ? readonly SentOne<Table, Type>[]
  : Text extends `${infer Type}? ${number}`
    ? SentOne<Table, Type>
    : Text extends `${infer Type} ${number}`
      ? SentOne<Table, Type>
      : never;

type SentOne<Table extends Messages, Type> = Type extends keyof Scalars
  ? Scalars[Type]
  : Type extends keyof Table
    ? SentMessage<Table, Type>
    : never;

/** A message to send. Fields that are left out aren't sent. */
export type SentMessage<Table extends Messages, Name extends keyof Table> = {
  readonly [Field in keyof Table[Name]]?: Sent<Table, Table[Name][Field]> | undefined;
};

/** The handlers of a service's calls. Each answers with one message, or with many one after the other. */
export type Calls<Table extends Messages, Service extends Services[string]> = {
  readonly [Call in keyof Service]: (
    request: ReceivedMessage<Table, Service[Call][0]>,
  ) => Answer<Table, Service[Call][1]>;
};

export type Answer<Table extends Messages, Text extends string> = Text extends `stream ${infer Name}`
  ? AsyncIterable<SentMessage<Table, Name>>
  : Promise<SentMessage<Table, Text>> | SentMessage<Table, Text>;
