import { ImageOff } from 'lucide-react';
import { useState } from 'react';

/** A small picture of an inspection; a sign where none is kept or can be shown. */
export function Thumbnail({
  id,
  kept,
  className = 'size-12',
}: {
  readonly id: string;
  /** Whether the picture of the inspection is kept. */
  readonly kept: boolean;
  readonly className?: string;
}) {
  const [failed, setFailed] = useState<string | null>(null);
  if (!kept || failed === id)
    return (
      <span
        className={`flex shrink-0 items-center justify-center rounded-lg bg-sunken text-muted ${className}`}
        aria-hidden="true"
      >
        <ImageOff className="size-5" />
      </span>
    );
  return (
    <img
      src={`/api/v1/inspections/${id}/thumbnail`}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setFailed(id)}
      className={`shrink-0 rounded-lg bg-sunken object-cover ${className}`}
    />
  );
}
