import { FileArchive, FolderOpen, ImagePlus, Images } from 'lucide-react';
import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import type { NamedFile } from './chosen-pictures.ts';
import { droppedFiles, pickedFiles } from './dropped-files.ts';

const ACCEPTED = '.png,.jpg,.jpeg,.bmp,.tif,.tiff,.webp';

/** Where pictures are dropped, or chosen as files, as a folder or as a ZIP archive. */
export function PictureDrop({
  title,
  hint,
  onFiles,
  withArchive = true,
}: {
  readonly title: string;
  readonly hint: string;
  onFiles(files: readonly NamedFile[]): void;
  readonly withArchive?: boolean;
}) {
  const { training } = useMessages();
  const [isOver, setIsOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const archive = useRef<HTMLInputElement>(null);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void droppedFiles(event.dataTransfer).then(onFiles);
  };
  const picked = {
    type: 'file',
    className: 'hidden',
    tabIndex: -1,
    'aria-hidden': true,
    onChange(event: ChangeEvent<HTMLInputElement>) {
      onFiles(pickedFiles(event.target.files));
      event.target.value = '';
    },
  } as const;
  return (
    <section
      aria-label={title}
      onDragOver={event => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      className={`flex flex-col items-center gap-3 rounded-2xl border-2 border-dashed p-6 text-center transition-[background-color,border-color] ${isOver ? 'border-accent bg-accent-soft' : 'border-line bg-surface'}`}
    >
      <div className="brand-gradient flex size-14 items-center justify-center rounded-2xl" aria-hidden="true">
        <ImagePlus className="size-7" />
      </div>
      <p className="text-lg font-semibold">{title}</p>
      <p className="max-w-prose text-muted">{hint}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button onClick={() => files.current?.click()}>
          <Images className="size-5" aria-hidden="true" />
          {training.chooseFiles}
        </Button>
        <Button onClick={() => folder.current?.click()}>
          <FolderOpen className="size-5" aria-hidden="true" />
          {training.chooseFolder}
        </Button>
        {withArchive && (
          <Button onClick={() => archive.current?.click()}>
            <FileArchive className="size-5" aria-hidden="true" />
            {training.chooseArchive}
          </Button>
        )}
      </div>
      <input ref={files} multiple accept={ACCEPTED} {...picked} />
      <input
        ref={input => {
          folder.current = input;
          input?.setAttribute('webkitdirectory', '');
        }}
        multiple
        {...picked}
      />
      <input ref={archive} accept=".zip" {...picked} />
    </section>
  );
}
