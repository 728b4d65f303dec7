import { create, toBinary } from '#bundled/@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from '#bundled/onnx-buf';

/** The ONNX operator set of every graph built here; 18 brought antialiased Resize. */
const OPSET = 18;
const IR_VERSION = 9n;

export type ElementType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool';

/** The values of a tensor, row-major. */
export type TensorValues = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** A tensor inside a graph that is being built. */
export interface Value {
  readonly name: string;
}

/** A float attribute; plain numbers are integers in ONNX. */
export interface FloatAttribute {
  readonly float: number;
}

export type Attribute = number | readonly number[] | string | FloatAttribute;

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
  /** The finished ONNX model, serialised. */
  toModel(): Uint8Array;
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
      const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
      proto.initializer.push(
        create(TensorProtoSchema, {
          name: constantName,
          dataType: dataTypeOf(data),
          dims: shape.map(BigInt),
          rawData,
        }),
      );
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
    toModel: () =>
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: IR_VERSION,
          producerName: 'inspectai',
          opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(OPSET) })],
          graph: proto,
        }),
      ),
  };
}

function attributeProto(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.INTS,
    ints: value.map(BigInt),
  });
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]) {
  const dim = shape.map(extent =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof extent === 'string'
          ? { case: 'dimParam', value: extent }
          : { case: 'dimValue', value: BigInt(extent) },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: DATA_TYPES[type],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}

const DATA_TYPES: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  uint8: TensorProto_DataType.UINT8,
  int8: TensorProto_DataType.INT8,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
};

function dataTypeOf(data: TensorValues): TensorProto_DataType {
  if (data instanceof Float32Array) return DATA_TYPES.float32;
  if (data instanceof Int32Array) return DATA_TYPES.int32;
  if (data instanceof Int8Array) return DATA_TYPES.int8;
  return data instanceof Uint8Array ? DATA_TYPES.uint8 : DATA_TYPES.int64;
}
