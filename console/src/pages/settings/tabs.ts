import {
  Archive,
  CircleUser,
  Cpu,
  Factory,
  Info,
  KeyRound,
  ListTree,
  type LucideIcon,
  ScrollText,
  Timer,
  Users,
  Webhook,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { Messages } from '../../i18n/messages.tsx';
import type { KnownSession, Permission } from '../../session/session.tsx';
import { AboutTab } from './about-tab.tsx';
import { AccountTab } from './account-tab.tsx';
import { ApiKeysTab } from './api-keys-tab.tsx';
import { AuditTab } from './audit-tab.tsx';
import { BackupTab } from './backup-tab.tsx';
import { PlantTab } from './plant-tab.tsx';
import { ReasonsTab } from './reasons-tab.tsx';
import { RetentionTab } from './retention-tab.tsx';
import { SystemTab } from './system-tab.tsx';
import { UsersTab } from './users-tab.tsx';
import { WebhooksTab } from './webhooks-tab.tsx';

/** A section of the settings; `/settings/<name>` is its address. */
export interface SettingsTab {
  readonly name: keyof Messages['settings']['tabs'];
  readonly Icon: LucideIcon;
  /** What its content needs; left out for what everybody may see. */
  readonly permission?: Permission;
  readonly Content: ComponentType;
}

const TABS: readonly SettingsTab[] = [
  { name: 'account', Icon: CircleUser, Content: AccountTab },
  { name: 'plant', Icon: Factory, permission: 'administer', Content: PlantTab },
  { name: 'users', Icon: Users, permission: 'administer', Content: UsersTab },
  { name: 'keys', Icon: KeyRound, Content: ApiKeysTab },
  { name: 'webhooks', Icon: Webhook, permission: 'administer', Content: WebhooksTab },
  { name: 'retention', Icon: Timer, permission: 'administer', Content: RetentionTab },
  { name: 'audit', Icon: ScrollText, permission: 'audit', Content: AuditTab },
  { name: 'reasons', Icon: ListTree, permission: 'administer', Content: ReasonsTab },
  { name: 'backup', Icon: Archive, permission: 'administer', Content: BackupTab },
  { name: 'system', Icon: Cpu, permission: 'read', Content: SystemTab },
  { name: 'about', Icon: Info, Content: AboutTab },
];

/** The sections that this user is offered. */
export function tabsOf({ permissions }: Pick<KnownSession, 'permissions'>): readonly SettingsTab[] {
  return TABS.filter(({ permission }) => permission === undefined || permissions.includes(permission));
}
