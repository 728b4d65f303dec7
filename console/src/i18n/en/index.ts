import { common } from './common.ts';

/** The English texts, which the other languages have the shape of; one file a page. */
export const en = { common };
