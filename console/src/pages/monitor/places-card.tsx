import { Link } from 'react-router';
import type { Answer } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

type Pareto = Answer<'/api/v1/statistics/pareto'>;
/** Deepest shade of a field, in percent; text stays readable on it. */
const DEEPEST = 42;

/** Where in the picture defects lie: a grid, the more the deeper. It is a table already. */
export function PlacesCard({ places, cells }: Pick<Pareto, 'places' | 'cells'>) {
  const { monitor } = useMessages();
  const { number } = useFormat();
  const byPlace = new Map(places.map(place => [`${place.row} ${place.column}`, place]));
  const most = Math.max(1, ...places.map(({ regions }) => regions));
  const lines = Array.from({ length: cells }, (_, index) => index);
  return (
    <Card title={monitor.placesTitle} className="min-w-0">
      <p className="mb-3 max-w-prose text-sm text-muted">
        {places.length === 0 ? monitor.noPlaces : monitor.placesMeaning}
      </p>
      {places.length > 0 && (
        <div className="-mx-4 max-w-md overflow-x-auto px-1 sm:mx-0 sm:px-0">
          <table className="aspect-square w-full min-w-94 table-fixed border-separate border-spacing-0.5">
            <caption className="sr-only">{monitor.placesTitle}</caption>
            <tbody>
              {lines.map(row => (
                <tr key={row}>
                  {lines.map(column => {
                    const place = byPlace.get(`${row} ${column}`);
                    const share = place ? DEEPEST * (0.15 + (0.85 * place.regions) / most) : 0;
                    const background = `color-mix(in oklab, var(--fail) ${share.toFixed(0)}%, var(--sunken))`;
                    return (
                      <td key={column} className="rounded-md p-0 text-center" style={{ background }}>
                        {place && (
                          <Link
                            to={`/history/${place.latest_id}`}
                            aria-label={monitor.placeName(
                              number(row + 1),
                              number(column + 1),
                              number(place.regions),
                            )}
                            className="flex size-full min-h-11 items-center justify-center text-sm font-semibold"
                          >
                            {number(place.regions)}
                          </Link>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
