import { Camera, FolderOpen, ImagePlus } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import type { NamedFile } from '../models/chosen-pictures.ts';
import { pickedFiles } from '../models/dropped-files.ts';
import { CameraPanel } from './camera-panel.tsx';
import { useIntake } from './use-intake.ts';

/** Not by type: a picture with a wrong name is for the server to judge, and a folder is dropped whole. */
const ACCEPTED = 'image/*,.tif,.tiff,.bmp';

/** Where pictures come in: dropped, pasted, chosen, or from a camera. */
export function PictureIntake({ onFiles }: { onFiles(files: readonly NamedFile[]): void }) {
  const { inspect } = useMessages();
  const input = useRef<HTMLInputElement>(null);
  const [hasCamera, setHasCamera] = useState(false);
  const isOver = useIntake(onFiles);
  const browse = () => input.current?.click();
  useShortcuts([
    { keys: 'a', does: inspect.intake.browse, run: browse },
    { keys: 'c', does: inspect.camera.title, run: () => setHasCamera(!hasCamera) },
  ]);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-label={inspect.intake.browse}
        tabIndex={-1}
        className="sr-only"
        onChange={event => {
          onFiles(pickedFiles(event.target.files));
          event.target.value = '';
        }}
      />
      {hasCamera ? (
        <CameraPanel onPicture={picture => onFiles([asFile(picture)])} onClose={() => setHasCamera(false)} />
      ) : (
        <div
          className={`flex flex-col items-center gap-3 rounded-2xl border-2 border-dashed p-4 text-center transition-[background-color,border-color] lg:py-8 ${isOver ? 'border-accent bg-accent-soft' : 'border-line bg-canvas'}`}
        >
          <span className="brand-gradient hidden size-14 items-center justify-center rounded-2xl sm:flex">
            <ImagePlus className="size-7" aria-hidden="true" />
          </span>
          <p className="font-semibold">{isOver ? inspect.intake.letGo : inspect.intake.drop}</p>
          <div className="flex w-full flex-wrap justify-center gap-2">
            <Button kind="primary" onClick={browse}>
              <FolderOpen className="size-5" aria-hidden="true" />
              {inspect.intake.browse}
            </Button>
            <Button onClick={() => setHasCamera(true)}>
              <Camera className="size-5" aria-hidden="true" />
              {inspect.camera.title}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

/** A picture of the camera under the time at which it was taken. */
function asFile(picture: Blob): NamedFile {
  const path = `camera-${new Date().toISOString().replace(/[:.]/g, '-')}.png`;
  return { path, file: new File([picture], path, { type: picture.type }) };
}
