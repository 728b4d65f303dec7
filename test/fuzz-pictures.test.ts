import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeForm, type HttpClient, openHttpClient } from '../bench/soak/http-client.ts';
import {
  childrenOf,
  residentBytes,
  type ServerProcess,
  startServerProcess,
} from '../bench/soak/server-process.ts';
import { MAIN } from './fixtures/command-line.ts';
import { hostilePictures } from './fixtures/hostile-pictures.ts';
import { mutatedPictures, type PictureSource } from './fixtures/mutated-pictures.ts';
import { openTestPlant, type TestPlant } from './fixtures/plant.ts';

const [WARM_UP, PICTURES, SEED] = [1_000, 4_000, 29];
const CLIENTS = 4;
const LIMIT_MS = 5_000;
/** Pictures between two looks at the server's memory. */
const PORTION = 200;
/** What the least memory of the second half may be above that of the first; garbage comes and goes in between. */
const MOST_GROWTH = 45_000_000;
const FOLDER = join(import.meta.dirname, 'fixtures', 'pictures');
let plant: TestPlant;
let server: ServerProcess;
let client: HttpClient;
let sound: readonly PictureSource[];

beforeAll(async () => {
  plant = await openTestPlant();
  const names = (await readdir(FOLDER)).filter(name => /\.(png|jpg|bmp|tif|webp)$/.test(name));
  const small = await Promise.all(
    names.map(async name => ({ name, bytes: await readFile(join(FOLDER, name)) })),
  );
  const large = plant.pictures.map((bytes, index) => ({ name: `part ${index}.png`, bytes }));
  sound = [
    ...small,
    ...large,
    ...hostilePictures().filter(({ bytes }) => bytes.length < 2_000 && bytes.length > 1),
  ];
  server = await startServerProcess(
    MAIN,
    ['--data-dir', 'data', '--models-root', 'models', '--log-level', 'warn'],
    plant.folder,
  );
  client = openHttpClient(server.address);
}, 300_000);
afterAll(async () => {
  client?.close();
  server?.kill('SIGKILL');
  await server?.ended;
  await plant?.close();
});

interface Sent {
  readonly title: string;
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

async function inspectAll(
  pictures: readonly { readonly title: string; readonly bytes: Uint8Array }[],
): Promise<readonly Sent[]> {
  const answers: Sent[] = [];
  let next = 0;
  const work = async () => {
    for (let picture = pictures[next++]; picture; picture = pictures[next++]) {
      const form = encodeForm({ category: plant.category, return_visualizations: 'false' }, picture.bytes);
      const answer = await client
        .send({ method: 'POST', path: '/inspect', ...form, timeoutMs: LIMIT_MS })
        .catch(cause => ({ status: 0, body: cause.message, ms: 0 }));
      answers.push({ title: picture.title, status: answer.status, text: String(answer.body), ms: answer.ms });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  return answers;
}

/** Inspected, or refused for what the picture is. */
const isDue = ({ status, text }: Sent) =>
  status === 200 || (status === 422 && /"(image_unreadable|data_invalid)"/.test(text));

test('of 5,000 damaged pictures each is inspected or refused in time, by processes that live on', async () => {
  const pictures = mutatedPictures(sound, WARM_UP + PICTURES, SEED);
  const children = childrenOf(server.pid);
  expect((await inspectAll(pictures.slice(0, WARM_UP))).filter(sent => !isDue(sent))).toEqual([]);
  const answers: Sent[] = [];
  const held: number[] = [];
  for (let from = WARM_UP; from < pictures.length; from += PORTION) {
    answers.push(...(await inspectAll(pictures.slice(from, from + PORTION))));
    held.push(residentBytes(server.pid));
  }
  expect(answers.filter(sent => !isDue(sent))).toEqual([]);
  const half = held.length / 2;
  const grown = Math.min(...held.slice(half)) - Math.min(...held.slice(0, half));
  const refused = answers
    .filter(({ status }) => status === 422)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b);
  console.log(
    `fuzz: ${refused.length} of ${answers.length} refused, median ${refused[refused.length >> 1]!.toFixed(1)} ms, longest ${refused.at(-1)!.toFixed(0)} ms; memory ${Math.round(held.at(-1)! / 1e6)} MB, grown by ${Math.round(grown / 1e6)} MB`,
  );
  expect(refused.length).toBeGreaterThan(PICTURES / 4);
  expect(answers.length - refused.length).toBeGreaterThan(PICTURES / 50);
  expect(grown).toBeLessThan(MOST_GROWTH);
  expect(childrenOf(server.pid)).toEqual(children);
});

test.each(hostilePictures().map(({ name, bytes }) => [name, bytes] as const))(
  '%s is refused, or inspected as the picture that it is',
  async (title, bytes) => {
    const [sent] = await inspectAll([{ title, bytes }]);
    const isBomb = title.startsWith('png bomb of 99');
    expect([sent!.status, sent!.text.slice(0, 300)]).toEqual([isBomb ? 200 : 422, expect.any(String)]);
  },
);

test('nothing that was refused is left in the folder of uploads, and the log is JSON', async () => {
  expect(await readdir(plant.path('data', 'uploads'))).toEqual([]);
  for (const line of server.log().split('\n').filter(Boolean))
    expect(typeof JSON.parse(line), line).toBe('object');
  expect((await client.send({ path: '/health/ready' })).status).toBe(200);
});
