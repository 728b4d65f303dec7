import {
  Activity,
  Boxes,
  FileText,
  History,
  ListChecks,
  type LucideIcon,
  MonitorPlay,
  ScanSearch,
  Settings,
} from 'lucide-react';
import type { Messages } from '../i18n/messages.tsx';

/** A page that the header leads to. */
export interface Destination {
  readonly path: string;
  readonly name: keyof Messages['common']['pages'];
  readonly Icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
}

export const DESTINATIONS: readonly Destination[] = [
  { path: '/', name: 'inspect', Icon: ScanSearch, key: 'i' },
  { path: '/line', name: 'line', Icon: MonitorPlay, key: 'l' },
  { path: '/history', name: 'history', Icon: History, key: 'h' },
  { path: '/review', name: 'review', Icon: ListChecks, key: 'r' },
  { path: '/models', name: 'models', Icon: Boxes, key: 'm' },
  { path: '/monitor', name: 'monitor', Icon: Activity, key: 'o' },
  { path: '/reports', name: 'reports', Icon: FileText, key: 'p' },
  { path: '/settings', name: 'settings', Icon: Settings, key: 's' },
];
