import type { Messages } from '../messages.tsx';
import { common } from './common.ts';

export const zh: Messages = { common };
