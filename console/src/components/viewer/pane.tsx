import { type ReactNode, useRef } from 'react';
import { type ChangeView, useGestures } from './use-gestures.ts';
import { boxAt, type Size, type View } from './view.ts';
import type { ViewedRegion } from './viewed.ts';

/**
 * One picture that is zoomed and moved; its height follows from the picture's proportions before that has arrived.
 *
 * @param layers pictures of the same extent, the first at the bottom; they move together
 * @param children what is laid over them and does not grow
 */
export function Pane({
  label,
  picture,
  view,
  onChange,
  regions,
  onChoose,
  layers,
  children,
}: {
  readonly label: string;
  readonly picture: Size;
  readonly view: View;
  readonly onChange: ChangeView;
  readonly regions: readonly ViewedRegion[];
  onChoose(region: number | null): void;
  readonly layers: readonly Layer[];
  readonly children?: ReactNode;
}) {
  const place = useRef<HTMLDivElement>(null);
  const boxes = regions.map(({ box }) => box);
  const gestures = useGestures(place, view, onChange, at =>
    onChoose(regions[boxAt(at, boxes, picture, view)]?.number ?? null),
  );
  return (
    <div
      ref={place}
      role="application"
      aria-label={label}
      {...gestures}
      className={`relative mx-auto w-full select-none overflow-hidden rounded-xl bg-sunken ${view.zoom > 1 ? 'cursor-grab touch-none active:cursor-grabbing' : 'touch-pan-y'}`}
      style={{
        aspectRatio: `${picture.width} / ${picture.height}`,
        maxWidth: `calc(min(70vh, 48rem) * ${picture.width / picture.height})`,
      }}
    >
      {layers.map(layer => (
        <PictureLayer key={layer.url} view={view} picture={picture} {...layer} />
      ))}
      {children}
    </div>
  );
}

/** A picture in a pane. */
export interface Layer {
  readonly url: string;
  /** Empty where another layer says it. */
  readonly alt: string;
  readonly opacity?: number;
  /** Share of the pane's width left of which the layer is not shown. */
  readonly from?: number;
}

function PictureLayer({
  url,
  alt,
  opacity = 1,
  from = 0,
  view,
  picture,
}: Layer & { readonly view: View; readonly picture: Size }) {
  const { zoom, x, y } = view;
  // Few pixels shown large are shown as pixels, as what was measured, not as a blur.
  const isCoarse = zoom * 600 > picture.width * 4;
  return (
    <div className="pointer-events-none absolute inset-0" style={{ clipPath: `inset(0 0 0 ${100 * from}%)` }}>
      <img
        src={url}
        alt={alt}
        draggable={false}
        className="absolute inset-0 size-full max-w-none"
        style={{
          opacity,
          transformOrigin: '0 0',
          transform: `translate(${100 * (0.5 - x * zoom)}%, ${100 * (0.5 - y * zoom)}%) scale(${zoom})`,
          imageRendering: isCoarse ? 'pixelated' : 'auto',
        }}
      />
    </div>
  );
}
