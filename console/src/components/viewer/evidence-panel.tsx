import { ImageOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { Skeleton } from '../skeleton.tsx';
import { PatchCrop } from './patch-crop.tsx';
import { useNormalPicture } from './use-normal-picture.ts';
import type { Viewed, ViewedEvidence } from './viewed.ts';

/** A place of this picture beside the place of a good picture that is nearest to it. */
export function EvidencePanel({
  viewed,
  evidence,
  title,
}: {
  readonly viewed: Viewed;
  readonly evidence: ViewedEvidence;
  readonly title: string;
}) {
  const { viewer } = useMessages();
  const format = useFormat();
  const { normal, box, distance } = evidence;
  const good = useNormalPicture(viewed, normal.picture);
  return (
    <section>
      <h2 className="mb-2 font-semibold">{title}</h2>
      <div className="grid grid-cols-2 gap-3">
        <Side caption={viewer.here}>
          {viewed.pictureUrl ? (
            <PatchCrop url={viewed.pictureUrl} alt={viewer.hereAlt} box={box} size={viewed} />
          ) : (
            <NotKept />
          )}
        </Side>
        <Side caption={viewer.closestNormal}>
          {good ? (
            <PatchCrop url={good.url} alt={viewer.normalAlt(normal.picture)} box={normal.box} size={good} />
          ) : good === null ? (
            <NotKept />
          ) : (
            <Skeleton className="aspect-square" />
          )}
        </Side>
      </div>
      <p className="mt-2 break-words text-sm text-muted">
        {viewer.evidenceIn(normal.picture, format.number(distance, 2))}
      </p>
    </section>
  );
}

function Side({ caption, children }: { readonly caption: string; readonly children: ReactNode }) {
  return (
    <figure className="min-w-0">
      {children}
      <figcaption className="mt-1 text-center text-sm font-semibold">{caption}</figcaption>
    </figure>
  );
}

function NotKept() {
  const { viewer } = useMessages();
  return (
    <div className="flex aspect-square flex-col items-center justify-center gap-2 rounded-xl bg-sunken p-2 text-center text-sm text-muted">
      <ImageOff className="size-6" aria-hidden="true" />
      {viewer.notKept}
    </div>
  );
}
