import type { Box, Size } from './view.ts';

/** How many times as large as the patch what is shown around it is. */
const SURROUNDINGS = 4;

/** A part of a picture around a patch, with a frame around the patch itself. */
export function PatchCrop({
  url,
  alt,
  box,
  size,
}: {
  readonly url: string;
  readonly alt: string;
  readonly box: Box;
  /** What the box is in pixels of; the file at `url` may be smaller. */
  readonly size: Size;
}) {
  const side = Math.min(SURROUNDINGS * Math.max(box.width, box.height), size.width, size.height);
  const left = startOf(box.x + box.width / 2, side, size.width);
  const top = startOf(box.y + box.height / 2, side, size.height);
  const share = (value: number) => `${(100 * value) / side}%`;
  return (
    <div className="relative aspect-square w-full overflow-hidden rounded-xl bg-sunken">
      <img
        src={url}
        alt={alt}
        className="absolute max-w-none"
        style={{
          width: share(size.width),
          height: share(size.height),
          left: share(-left),
          top: share(-top),
        }}
      />
      <div
        aria-hidden="true"
        className="absolute border-2 border-accent outline outline-surface"
        style={{
          left: share(box.x - left),
          top: share(box.y - top),
          width: share(box.width),
          height: share(box.height),
        }}
      />
    </div>
  );
}

/** Where a stretch around `middle` starts that stays within `whole`. */
function startOf(middle: number, stretch: number, whole: number): number {
  return Math.min(Math.max(0, middle - stretch / 2), Math.max(0, whole - stretch));
}
