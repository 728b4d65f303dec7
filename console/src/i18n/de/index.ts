import type { Messages } from '../messages.tsx';
import { common } from './common.ts';

export const de: Messages = { common };
