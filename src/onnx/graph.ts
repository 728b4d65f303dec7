import { create, toBinary } from '#bundled/@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
} from '#bundled/onnx-buf';
import {
  type Attribute,
  attributeProto,
  constantProto,
  DATA_TYPES,
  type ElementType,
  type FloatAttribute,
  valueInfo,
} from './graph-protos.ts';

/** The ONNX operator set of every graph built here; 18 brought antialiased Resize. */
const OPSET = 18;
const IR_VERSION = 9n;
/** Bytes from which a constant stands beside the model. */
const LARGE = 2 ** 16;

/** The values of a tensor, row-major. */
export type TensorValues = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** A tensor inside a graph that is being built. */
export interface Value {
  readonly name: string;
}

/** An ONNX graph under construction. Shapes may hold names for extents that are only known at run time. */
export interface Graph {
  input(name: string, type: ElementType, shape: readonly (number | string)[]): Value;
  /** A constant stored in the model, row-major. */
  constant(data: TensorValues, shape: readonly number[]): Value;
  /** A node with one output. Attributes whose value is undefined are left out. */
  node(
    operator: string,
    inputs: readonly (Value | null)[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): Value;
  /** The value as numbers of another type. */
  cast(value: Value, to: ElementType): Value;
  /** A node with several outputs. */
  nodes(
    operator: string,
    inputs: readonly (Value | null)[],
    outputs: number,
    attributes?: Readonly<Record<string, Attribute>>,
  ): readonly Value[];
  output(value: Value, name: string, type: ElementType, shape: readonly (number | string)[]): void;
  /** The finished ONNX model. */
  toModel(): OnnxModel;
}

/** An ONNX model, serialised; its large constants stand beside it, so that they need not be copied into it. */
export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly externalData: readonly ExternalData[];
}

/** The values of a constant that stand outside a model, which knows them by this path. */
export interface ExternalData {
  readonly path: string;
  readonly data: Uint8Array;
}

/** A float attribute of a node. */
export function float(value: number): FloatAttribute {
  return { float: value };
}

/** A vector of int64, as shapes and axes are given. */
export function int64(...values: readonly number[]): BigInt64Array {
  return BigInt64Array.from(values, BigInt);
}

/** Starts an empty ONNX graph; names of values are numbered, so the same calls give the same bytes. */
export function createGraph(name: string): Graph {
  const proto = create(GraphProtoSchema, { name });
  const externalData: ExternalData[] = [];
  let count = 0;
  const fresh = (kind: string) => `${kind}_${count++}`;

  const nodes: Graph['nodes'] = (operator, inputs, outputs, attributes = {}) => {
    const stem = fresh(operator);
    const values = Array.from({ length: outputs }, (_, index) => ({
      name: index === 0 ? stem : `${stem}.${index}`,
    }));
    proto.node.push(
      create(NodeProtoSchema, {
        name: stem,
        opType: operator,
        input: inputs.map(value => value?.name ?? ''),
        output: values.map(value => value.name),
        attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
      }),
    );
    return values;
  };

  return {
    input(inputName, type, shape) {
      proto.input.push(valueInfo(inputName, type, shape));
      return { name: inputName };
    },
    constant(data, shape) {
      const constantName = fresh('constant');
      const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
      const isLarge = bytes.length >= LARGE;
      proto.initializer.push(
        constantProto({ name: constantName, type: typeOf(data), shape }, isLarge ? null : bytes),
      );
      if (isLarge) externalData.push({ path: constantName, data: bytes });
      return { name: constantName };
    },
    node: (operator, inputs, attributes) => nodes(operator, inputs, 1, attributes)[0]!,
    cast: (value, to) => nodes('Cast', [value], 1, { to: DATA_TYPES[to] })[0]!,
    nodes,
    output(value, outputName, type, shape) {
      proto.node.push(
        create(NodeProtoSchema, {
          name: `output_${outputName}`,
          opType: 'Identity',
          input: [value.name],
          output: [outputName],
        }),
      );
      proto.output.push(valueInfo(outputName, type, shape));
    },
    toModel: () => ({
      bytes: toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: IR_VERSION,
          producerName: 'inspectai',
          opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(OPSET) })],
          graph: proto,
        }),
      ),
      externalData,
    }),
  };
}

function typeOf(data: TensorValues): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Int8Array) return 'int8';
  return data instanceof Uint8Array ? 'uint8' : 'int64';
}
