/** A type without `readonly`, as the types of schemas are. */
type Writable<Value> = Value extends object
  ? { -readonly [Key in keyof Value]: Writable<Value[Key]> }
  : Value;

/** A document as a schema types it; nothing is changed, as it goes out next. */
export function toJson<Value>(value: Value): Writable<Value> {
  return value as Writable<Value>;
}
