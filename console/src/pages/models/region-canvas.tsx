import { type PointerEvent, useId, useRef, useState } from 'react';
import { useMessages } from '../../i18n/messages.tsx';
import {
  type Corner,
  clamped,
  type DrawnShape,
  type NewShape,
  type Role,
  rectangle,
} from './region-drawing.ts';
import { RegionShape } from './region-shape.tsx';

export type Tool = 'rectangle' | 'polygon' | 'brush';

/** The reference picture with the shapes over it; draws with mouse, pen or finger. */
export function RegionCanvas({
  src,
  size,
  shapes,
  tool,
  role,
  radius,
  onShape,
}: {
  readonly src: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly shapes: readonly DrawnShape[];
  readonly tool: Tool;
  readonly role: Role;
  /** Of the brush, as a share of the picture's width. */
  readonly radius: number;
  onShape(shape: NewShape): void;
}) {
  const { region } = useMessages();
  const place = useRef<SVGSVGElement>(null);
  const maskId = useId();
  const [line, setLine] = useState<readonly Corner[]>([]);
  const cornerOf = (event: PointerEvent): Corner => {
    const { left, top, width, height } = place.current!.getBoundingClientRect();
    return clamped([(event.clientX - left) / width, (event.clientY - top) / height]);
  };
  const finishPolygon = (corners: readonly Corner[]) => {
    if (corners.length >= 3) onShape({ role, kind: 'polygon', corners });
    setLine([]);
  };
  const onDown = (event: PointerEvent) => {
    const corner = cornerOf(event);
    if (tool !== 'polygon') {
      place.current!.setPointerCapture(event.pointerId);
      setLine([corner]);
      return;
    }
    const [first] = line;
    const isClosed = first && line.length >= 3 && distance(first, corner) < 0.02;
    if (isClosed) finishPolygon(line);
    else setLine([...line, corner]);
  };
  const onMove = (event: PointerEvent) => {
    if (line.length === 0 || tool === 'polygon') return;
    const corner = cornerOf(event);
    setLine(tool === 'rectangle' ? [line[0]!, corner] : [...line, corner]);
  };
  const onUp = () => {
    if (tool === 'polygon' || line.length === 0) return;
    const corners = tool === 'rectangle' ? line[1] && rectangle(line[0]!, line[1]) : line;
    if (corners && tool === 'rectangle') onShape({ role, kind: 'polygon', corners });
    else if (corners) onShape({ role, kind: 'stroke', corners, radius });
    setLine([]);
  };
  /** The system took the finger away, to scroll or for a gesture of its own: what was begun is not meant. */
  const onCancel = () => {
    if (tool !== 'polygon') setLine([]);
  };
  return (
    <div className="relative w-full touch-none overflow-hidden rounded-xl border border-line bg-sunken select-none">
      <img src={src} alt={region.picture} draggable={false} className="block w-full" />
      {/* Drawn with a pointer; the list of shapes does the same by keyboard. */}
      <svg
        ref={place}
        aria-hidden="true"
        viewBox={`0 0 ${size.width} ${size.height}`}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={onCancel}
        onDoubleClick={() => finishPolygon(line.slice(0, -1))}
        className="absolute inset-0 h-full w-full cursor-crosshair"
      >
        {shapes.map((shape, index) => (
          <RegionShape
            key={shape.id}
            shape={shape}
            size={size}
            number={index + 1}
            maskId={`${maskId}-${shape.id}`}
          />
        ))}
        {line.length > 0 && <Unfinished line={line} tool={tool} radius={radius} size={size} />}
      </svg>
    </div>
  );
}

function Unfinished({
  line,
  tool,
  radius,
  size: { width, height },
}: {
  readonly line: readonly Corner[];
  readonly tool: Tool;
  readonly radius: number;
  readonly size: { readonly width: number; readonly height: number };
}) {
  const corners = tool === 'rectangle' ? (line[1] && rectangle(line[0]!, line[1])) || line : line;
  const points = corners.map(([x, y]) => `${x * width},${y * height}`).join(' ');
  const thin = Math.max(width, height) / 300;
  return (
    <>
      <polyline
        points={tool === 'rectangle' ? `${points} ${points.split(' ')[0]}` : points}
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth={tool === 'brush' ? 2 * radius * width : thin}
        className="stroke-accent"
        opacity={tool === 'brush' ? 0.6 : 1}
      />
      {tool === 'polygon' &&
        corners.map(([x, y]) => (
          <circle key={`${x} ${y}`} cx={x * width} cy={y * height} r={3 * thin} className="fill-accent" />
        ))}
    </>
  );
}

function distance([ax, ay]: Corner, [bx, by]: Corner): number {
  return Math.hypot(ax - bx, ay - by);
}
