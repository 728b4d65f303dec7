import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { REVIEW_POSITION, type ScoreScale, scorePosition, THRESHOLD_POSITION } from './score-scale.ts';

/** The colours of the heatmap as a bar, with both thresholds and the score of this picture on it. */
export function ScoreBar({ scale }: { readonly scale: ScoreScale }) {
  const { viewer } = useMessages();
  const format = useFormat();
  const { score, threshold, reviewThreshold } = scale;
  const position = scorePosition(scale);
  const hasReview = reviewThreshold < threshold;
  return (
    <figure
      aria-label={viewer.scoreOnScale(
        format.score(score),
        format.score(reviewThreshold),
        format.score(threshold),
      )}
      className="text-sm"
    >
      <div aria-hidden="true">
        <div className="relative h-8 font-bold">
          <span
            className="absolute bottom-1 whitespace-nowrap rounded-md bg-ink px-2 text-surface tabular-nums"
            style={{ left: `${100 * position}%`, transform: `translateX(${-100 * position}%)` }}
          >
            {viewer.score(format.score(score))}
          </span>
        </div>
        <div className="heat-gradient relative h-5 rounded-md">
          <Tick at={position} className="-top-1 h-7 w-1.5 rounded-sm" />
          {hasReview && <Tick at={REVIEW_POSITION} className="h-7 w-0.5" />}
          <Tick at={THRESHOLD_POSITION} className="h-7 w-0.5" />
        </div>
        <div className="mt-2 grid grid-cols-2 gap-3 leading-tight">
          {hasReview && (
            <span className="flex justify-end whitespace-nowrap pr-[20%] text-xs text-review">
              {viewer.reviewAbove(format.score(reviewThreshold))}
            </span>
          )}
          <span className="col-start-2 text-xs text-fail">{viewer.failAbove(format.score(threshold))}</span>
        </div>
      </div>
    </figure>
  );
}

function Tick({ at, className }: { readonly at: number; readonly className: string }) {
  return (
    <span
      className={`absolute -translate-x-1/2 bg-ink outline outline-surface ${className}`}
      style={{ left: `${100 * at}%` }}
    />
  );
}
