import { useVirtualizer } from '@tanstack/react-virtual';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import type { NamedFile } from './chosen-pictures.ts';
import { FilePicture } from './file-picture.tsx';

const CELL_PX = 112;

/** Chosen pictures, however many, each with a button to leave it out. */
export function PictureGrid({
  pictures,
  onRemove,
}: {
  readonly pictures: readonly NamedFile[];
  onRemove(path: string): void;
}) {
  const { training } = useMessages();
  const place = useRef<HTMLElement>(null);
  const columns = useColumns(place);
  const rows = useVirtualizer({
    count: Math.ceil(pictures.length / columns),
    getScrollElement: () => place.current,
    estimateSize: () => CELL_PX,
    overscan: 2,
  });
  return (
    <ScrollArea
      ref={place}
      label={training.chosen(pictures.length)}
      className="max-h-96 rounded-xl bg-sunken p-2"
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().flatMap(({ index: row, start }) =>
          pictures.slice(row * columns, (row + 1) * columns).map((picture, column) => (
            <li
              key={picture.path}
              className="absolute p-1"
              style={{
                top: start,
                left: `${(100 * column) / columns}%`,
                width: `${100 / columns}%`,
                height: CELL_PX,
              }}
            >
              <Preview picture={picture} onRemove={() => onRemove(picture.path)} />
            </li>
          )),
        )}
      </ul>
    </ScrollArea>
  );
}

function Preview({ picture, onRemove }: { readonly picture: NamedFile; onRemove(): void }) {
  const { training } = useMessages();
  return (
    <div className="group relative flex h-full items-center justify-center overflow-hidden rounded-lg border border-line bg-surface">
      <FilePicture picture={picture} />
      <button
        type="button"
        onClick={onRemove}
        aria-label={training.leaveOut(picture.path)}
        className="absolute top-0 right-0 flex size-11 cursor-pointer items-start justify-end p-1"
      >
        <span className="rounded-full border border-line bg-surface p-0.5 text-ink">
          <X className="size-4" aria-hidden="true" />
        </span>
      </button>
    </div>
  );
}

function useColumns(place: { readonly current: HTMLElement | null }): number {
  const [columns, setColumns] = useState(4);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setColumns(Math.max(2, Math.floor(element.clientWidth / CELL_PX))),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return columns;
}
