import type { DrawnShape, Role } from './region-drawing.ts';

/** What the brush has painted for a role as a PNG in base64, white inside; undefined when nothing was painted. */
export function strokeMask(
  shapes: readonly DrawnShape[],
  role: Role,
  { width, height }: { readonly width: number; readonly height: number },
): string | undefined {
  const strokes = shapes.filter(shape => shape.kind === 'stroke' && shape.role === role);
  if (strokes.length === 0) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = 'black';
  pen.fillRect(0, 0, width, height);
  pen.strokeStyle = 'white';
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const stroke of strokes) {
    if (stroke.kind !== 'stroke') continue;
    pen.lineWidth = 2 * stroke.radius * width;
    pen.beginPath();
    for (const [x, y] of stroke.corners) pen.lineTo(x * width, y * height);
    // A line of one place is none; its dot is drawn all the same.
    const [x, y] = stroke.corners.at(-1)!;
    pen.lineTo(x * width + 0.01, y * height);
    pen.stroke();
  }
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
