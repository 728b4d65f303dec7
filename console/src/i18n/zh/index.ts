import type { Messages } from '../messages.tsx';
import { common } from './common.ts';
import { evaluation } from './evaluation.ts';
import { firstRun } from './first-run.ts';
import { history, inspection } from './history.ts';
import { inspect } from './inspect.ts';
import { line } from './line.ts';
import { login } from './login.ts';
import { models } from './models.ts';
import { monitor } from './monitor.ts';
import { region } from './region.ts';
import { reports } from './reports.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { training } from './training.ts';
import { viewer } from './viewer.ts';

export const zh: Messages = {
  common,
  history,
  inspection,
  line,
  review,
  training,
  region,
  models,
  evaluation,
  inspect,
  viewer,
  login,
  settings,
  firstRun,
  monitor,
  reports,
};
