import type { DrawnShape } from './region-drawing.ts';

const TONES = {
  include: { line: 'stroke-pass', area: 'fill-pass', dashes: undefined },
  ignore: { line: 'stroke-fail', area: 'fill-fail', dashes: 4 },
} as const;

/** A shape over the picture, with its number: what is ignored has a dashed outline, not only another colour. */
export function RegionShape({
  shape,
  size: { width, height },
  number,
  maskId,
}: {
  readonly shape: DrawnShape;
  readonly size: { readonly width: number; readonly height: number };
  readonly number: number;
  readonly maskId: string;
}) {
  const tone = TONES[shape.role];
  const thin = Math.max(width, height) / 250;
  if (shape.kind === 'mask')
    return (
      <>
        <mask id={maskId}>
          <image href={`data:image/png;base64,${shape.png}`} width={width} height={height} />
        </mask>
        <rect
          width={width}
          height={height}
          mask={`url(#${maskId})`}
          fillOpacity={0.4}
          className={tone.area}
        />
      </>
    );
  const points = shape.corners.map(([x, y]) => `${x * width},${y * height}`).join(' ');
  if (shape.kind === 'stroke')
    return (
      <polyline
        points={shape.corners.length === 1 ? `${points} ${points}` : points}
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth={2 * shape.radius * width}
        strokeOpacity={0.4}
        className={tone.line}
      />
    );
  const [[x, y]] = shape.corners as readonly [readonly [number, number]];
  return (
    <g>
      <polygon points={points} fill="none" strokeWidth={2.2 * thin} className="stroke-surface" />
      <polygon
        points={points}
        fillOpacity={0.25}
        strokeWidth={thin}
        strokeDasharray={tone.dashes && `${tone.dashes * thin} ${2 * thin}`}
        className={`${tone.line} ${tone.area}`}
      />
      <circle cx={x * width} cy={y * height} r={5 * thin} className={tone.area} />
      <text
        x={x * width}
        y={y * height}
        dy="0.35em"
        textAnchor="middle"
        fontSize={7 * thin}
        fontWeight="bold"
        className="fill-surface"
      >
        {number}
      </text>
    </g>
  );
}
