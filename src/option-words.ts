/** The pattern of a size such as `1500MB`. */
export const SIZE = '^[0-9]+([.][0-9]+)? ?[MGmg][Bb]$';

/** What the descriptions in words need of a JSON schema. */
export interface SchemaPart {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly anyOf?: readonly SchemaPart[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** What a schema accepts: `a whole number from 32 to 2048 or none`. */
export function inWords(part: SchemaPart): string {
  if (part.anyOf) return part.anyOf.map(inWords).join(' or ');
  if (part.enum) return [part.enum.slice(0, -1).join(', '), part.enum.at(-1)].filter(Boolean).join(' or ');
  switch (part.type) {
    case 'null':
      return 'none';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'one or more names';
    case 'string':
      return part.pattern === SIZE ? 'a size such as 1500MB or 3GB' : 'text';
    default:
      return `${part.type === 'integer' ? 'a whole number' : 'a number'} ${range(part)}`;
  }
}

function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: SchemaPart): string {
  const steps = multipleOf === undefined ? '' : ` in steps of ${multipleOf}`;
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}${steps}`;
  const low = minimum === undefined ? `above ${exclusiveMinimum}` : `at least ${minimum}`;
  const high = maximum === undefined ? `below ${exclusiveMaximum}` : `at most ${maximum}`;
  return `${low} and ${high}`;
}
