import { useLocation, useSearchParams } from 'react-router';
import { LineScreen } from './line-screen.tsx';
import { isScreen, readStation } from './station.ts';
import { StationForm } from './station-form.tsx';

/** The screen of a station, or the choice of one. */
export function LinePage() {
  const [address] = useSearchParams();
  const { pathname } = useLocation();
  const station = readStation(address);
  return isScreen(pathname, address) ? <LineScreen station={station} /> : <StationForm station={station} />;
}
