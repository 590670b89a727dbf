import {
  create,
  createFileRegistry,
  type DescService,
  type FileRegistry,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import {
  type DescriptorProtoSchema,
  type FieldDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  type MethodDescriptorProtoSchema,
  type ServiceDescriptorProtoSchema,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { MESSAGES } from "./messages";
import { SERVICES } from "./services";

/** Package of the messages; it isn't sent. */
const PACKAGE = "keysmith";

const SCALARS: Readonly<Record<string, Type>> = {
  string: Type.STRING,
  bool: Type.BOOL,
  int32: Type.INT32,
  int64: Type.INT64,
  bytes: Type.BYTES,
};

const FIELD = /^(\w+)(\[\]|\?)? (\d+)$/;

/** `Attribute[] 2` as the library wants it. */
function field(
  name: string,
  text: string,
): MessageInitShape<typeof FieldDescriptorProtoSchema> & { oneofIndex?: number } {
  const [, type = "", mark, number] = FIELD.exec(text) ?? [];
  const scalar = SCALARS[type];
  return {
    name,
    number: Number(number),
    label: mark === "[]" ? Label.REPEATED : Label.OPTIONAL,
    ...(scalar === undefined ? { type: Type.MESSAGE, typeName: `.${PACKAGE}.${type}` } : { type: scalar }),
    proto3Optional: mark === "?",
  };
}

/** In descriptors each field that may be absent is the one member of a group of its own. */
function message(
  name: string,
  fields: Readonly<Record<string, string>>,
): MessageInitShape<typeof DescriptorProtoSchema> {
  const all = Object.entries(fields).map(([each, text]) => field(each, text));
  const optional = all.filter(({ proto3Optional }) => proto3Optional);
  for (const [index, each] of optional.entries()) each.oneofIndex = index;
  return { name, field: all, oneofDecl: optional.map((each) => ({ name: `_${each.name}` })) };
}

function method(
  name: string,
  [input, output]: readonly [string, string],
): MessageInitShape<typeof MethodDescriptorProtoSchema> {
  const typeName = (text: string) => `.${PACKAGE}.${text.replace("stream ", "")}`;
  return {
    name,
    inputType: typeName(input),
    outputType: typeName(output),
    clientStreaming: input.startsWith("stream "),
    serverStreaming: output.startsWith("stream "),
  };
}

const MESSAGES_FILE = "messages.proto";

function serviceFile(fullName: string, methods: Readonly<Record<string, readonly [string, string]>>) {
  const dot = fullName.lastIndexOf(".");
  const service: MessageInitShape<typeof ServiceDescriptorProtoSchema> = {
    name: fullName.slice(dot + 1),
    method: Object.entries(methods).map(([name, ends]) => method(name, ends)),
  };
  return {
    name: `${fullName}.proto`,
    syntax: "proto3",
    package: fullName.slice(0, dot),
    dependency: [MESSAGES_FILE],
    service: [service],
  };
}

function makeRegistry(): FileRegistry {
  const messages = Object.entries(MESSAGES).map(([name, fields]) => message(name, fields));
  const services = Object.entries(SERVICES).map(([name, methods]) => serviceFile(name, methods));
  const first = { name: MESSAGES_FILE, syntax: "proto3", package: PACKAGE, messageType: messages };
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [first, ...services] }));
}

const registry = makeRegistry();

/** The descriptor of a service. */
export function serviceOf(name: keyof typeof SERVICES): DescService {
  const service = registry.getService(name);
  if (!service) throw new RangeError(`there is no service ${name}`);
  return service;
}
