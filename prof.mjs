import { readFile, readdir } from 'node:fs/promises';
import { openCategory } from './dist/operations/open-category.js';
import { decodeImage } from './dist/image/codec.js';
import * as session from './dist/onnx/session.js';
import { loadConfig } from './dist/load-config.js';
console.log(Object.keys(await import('./dist/load-config.js')), Object.keys(await import('./dist/operations/open-category.js')));
