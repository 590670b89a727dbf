import type { MESSAGES } from "./messages";

/** The message's name in the table. */
export type MessageName = keyof typeof MESSAGES;

interface Scalars {
  string: string;
  bool: boolean;
  int32: number;
  int64: bigint;
  bytes: Uint8Array;
}

type FieldsOf<Name extends MessageName> = (typeof MESSAGES)[Name];

/** What a decoded field holds. A message that wasn't sent is undefined; a scalar is its type's zero. */
type Received<Text> = Text extends `${infer Type}[] ${number}`
  ? readonly ReceivedOne<Type>[]
  : Text extends `${infer Type}? ${number}`
    ? ReceivedOne<Type> | undefined
    : Text extends `${infer Type} ${number}`
      ? Type extends keyof Scalars
        ? Scalars[Type]
        : ReceivedOne<Type> | undefined
      : never;

type ReceivedOne<Type> = Type extends keyof Scalars
  ? Scalars[Type]
  : Type extends MessageName
    ? ReceivedMessage<Type>
    : never;

/** A message as it came. */
export type ReceivedMessage<Name extends MessageName> = {
  readonly [Field in keyof FieldsOf<Name>]: Received<FieldsOf<Name>[Field]>;
};

type Sent<Text> = Text extends `${infer Type}[] ${number}`
  ? readonly SentOne<Type>[]
  : Text extends `${infer Type}? ${number}`
    ? SentOne<Type>
    : Text extends `${infer Type} ${number}`
      ? SentOne<Type>
      : never;

type SentOne<Type> = Type extends keyof Scalars ? Scalars[Type] : Type extends MessageName ? SentMessage<Type> : never;

/** A message to send: what is left out isn't sent. */
export type SentMessage<Name extends MessageName> = {
  readonly [Field in keyof FieldsOf<Name>]?: Sent<FieldsOf<Name>[Field]> | undefined;
};
