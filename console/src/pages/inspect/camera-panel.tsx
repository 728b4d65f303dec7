import { Camera as CameraIcon, X } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { useCamera } from './use-camera.ts';

/** What a camera sees, and a button that inspects it. */
export function CameraPanel({ onPicture, onClose }: { onPicture(picture: Blob): void; onClose(): void }) {
  const { common, inspect } = useMessages();
  const { video, devices, deviceId, isReady, error, choose, reopen, capture } = useCamera();
  const shoot = () => void capture().then(onPicture);
  useShortcuts([{ keys: 's', does: inspect.camera.capture, run: () => isReady && shoot() }]);
  return (
    <section aria-label={inspect.camera.title} className="flex flex-col gap-3">
      <div className="relative">
        <video
          ref={video}
          playsInline
          muted
          aria-label={inspect.camera.picture}
          className="aspect-4/3 w-full rounded-xl bg-sunken object-contain"
        />
        <Button className="absolute top-2 right-2 px-3" aria-label={inspect.camera.close} onClick={onClose}>
          <X className="size-5" aria-hidden="true" />
        </Button>
      </div>
      {error !== null && (
        <div role="alert" className="flex flex-wrap items-center gap-3 rounded-xl bg-fail-soft p-3 text-fail">
          <p className="min-w-0 flex-1 basis-48">{inspect.camera.errors(error)}</p>
          <Button onClick={reopen}>{common.retry}</Button>
        </div>
      )}
      {devices.length > 1 && (
        <SelectField
          label={inspect.camera.device}
          value={deviceId}
          onChange={event => choose(event.target.value)}
        >
          {!devices.some(({ id }) => id === deviceId) && <option value="">{inspect.camera.any}</option>}
          {devices.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <Button kind="primary" className="min-h-14 text-lg" disabled={!isReady} onClick={shoot}>
        <CameraIcon className="size-6" aria-hidden="true" />
        {inspect.camera.capture}
      </Button>
    </section>
  );
}
