import { ImageOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { NamedFile } from './chosen-pictures.ts';

/** A chosen file as a picture; a sign where the browser cannot show its format. */
export function FilePicture({ picture: { path, file } }: { readonly picture: NamedFile }) {
  const url = useObjectUrl(file);
  const [isUnseen, setIsUnseen] = useState(false);
  if (isUnseen)
    return (
      <span className="flex h-full items-center justify-center text-muted">
        <ImageOff className="size-6" role="img" aria-label={path} />
      </span>
    );
  if (!url) return null;
  return (
    <img
      src={url}
      alt={path}
      title={path}
      decoding="async"
      onError={() => setIsUnseen(true)}
      className="h-full w-full object-contain"
    />
  );
}

function useObjectUrl(file: File): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
