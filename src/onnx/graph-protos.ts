import { create } from '#bundled/@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from '#bundled/onnx-buf';
export type ElementType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool';

/** A float attribute; plain numbers are integers in ONNX. */
export interface FloatAttribute {
  readonly float: number;
}

export type Attribute = number | readonly number[] | string | FloatAttribute;

export const DATA_TYPES: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  uint8: TensorProto_DataType.UINT8,
  int8: TensorProto_DataType.INT8,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
};

/** A constant; without bytes its values stand beside the model, to be had by its name. */
export function constantProto(
  {
    name,
    type,
    shape,
  }: { readonly name: string; readonly type: ElementType; readonly shape: readonly number[] },
  bytes: Uint8Array<ArrayBuffer> | null,
) {
  return create(TensorProtoSchema, {
    name,
    dataType: DATA_TYPES[type],
    dims: shape.map(BigInt),
    ...(bytes
      ? { rawData: bytes }
      : {
          dataLocation: TensorProto_DataLocation.EXTERNAL,
          externalData: [create(StringStringEntryProtoSchema, { key: 'location', value: name })],
        }),
  });
}

/** An attribute of a node. */
export function attributeProto(name: string, value: Attribute): AttributeProto {
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

/** An input or output of a graph. */
export function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]) {
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
