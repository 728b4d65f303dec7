import { readdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTENT, hashAt, SHA256, temporaryFolder } from '../../test/fixtures/download-scene.ts';
import { sendFile, startFileServer } from '../../test/fixtures/file-server.ts';
import { type HuggingFaceOptions, huggingFaceFile } from './hugging-face.ts';

const PAGE = '/timm/resnet18/resolve/main/model.safetensors';
const LINKED = { 'x-linked-size': '300000', 'x-linked-etag': `"${SHA256}"`, 'x-repo-commit': 'c0ffee' };

describe('huggingFaceFile', () => {
  it('reads size, hash and commit from the redirect and fetches behind it', async () => {
    const { options, server } = await hub({ head: { ...LINKED, location: '/storage/x' } });
    expect(await huggingFaceFile(options)).toEqual({
      sizeBytes: 300_000,
      sha256: SHA256,
      url: `${server.url}${PAGE}`,
      commit: 'c0ffee',
      hashChecked: true,
    });
    expect(await hashAt(options.path)).toBe(SHA256);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `HEAD ${PAGE}`,
      `GET ${PAGE}`,
      'GET /storage/x',
    ]);
  });

  it.each([SHA256, `"${SHA256}"`, `W/"${SHA256.toUpperCase()}"`])(
    'understands the hash as %s',
    async etag => {
      const { options } = await hub({ head: { ...LINKED, 'x-linked-etag': etag, location: '/storage/x' } });
      expect((await huggingFaceFile(options)).hashChecked).toBe(true);
    },
  );

  it('refuses content that does not have the announced hash', async () => {
    const { options } = await hub({
      head: { ...LINKED, 'x-linked-etag': '1'.repeat(64), location: '/storage/x' },
    });
    await expect(huggingFaceFile(options)).rejects.toThrow(new RegExp(`${SHA256}.*${'1'.repeat(64)}`));
    expect(await readdir(join(options.path, '..'))).toEqual([]);
  });

  it('falls back to the length, and checks no hash, for a server without the headers', async () => {
    const { options } = await hub({});
    expect(await huggingFaceFile(options)).toMatchObject({ sizeBytes: 300_000, hashChecked: false });
  });

  it('takes the ETag of a small file, which is no SHA-256, for what it is', async () => {
    const { options } = await hub({
      head: { ...LINKED, 'x-linked-etag': '"0123abcd"', location: '/storage/x' },
    });
    expect(await huggingFaceFile(options)).toMatchObject({ sha256: SHA256, hashChecked: false });
  });

  it('follows a renamed repository to its headers', async () => {
    const { options } = await hub({ rename: true, head: { ...LINKED, location: '/storage/x' } });
    expect(await huggingFaceFile(options)).toMatchObject({ commit: 'c0ffee', hashChecked: true });
  });

  it('does without an answer from a mirror that knows no HEAD', async () => {
    const { options } = await hub({ headStatus: 405 });
    expect(await huggingFaceFile({ ...options, expectedSha256: SHA256 })).toMatchObject({
      hashChecked: true,
    });
  });

  it('fetches nothing when the announced hash is not the one that is expected', async () => {
    const { options, server } = await hub({ head: { ...LINKED, location: '/storage/x' } });
    await expect(huggingFaceFile({ ...options, expectedSha256: '2'.repeat(64) })).rejects.toThrow(
      new RegExp(`found ${SHA256}, expected ${'2'.repeat(64)}`),
    );
    expect(server.requests).toHaveLength(1);
  });

  it('repeats the first question after a 503', async () => {
    const { options } = await hub({ headStatus: 503, headStatusOnce: true });
    expect(await huggingFaceFile(options)).toMatchObject({ sizeBytes: 300_000 });
  });

  it.each([
    [401, /answered 401 .*private/],
    [404, /answered 404 .*Check the names/],
  ])('explains %i', async (headStatus, message) => {
    const { options, server } = await hub({ headStatus });
    await expect(huggingFaceFile(options)).rejects.toThrow(message);
    expect(server.requests).toHaveLength(1);
  });

  it('stops following redirects that lead in a circle', async () => {
    const { options } = await hub({ head: { location: PAGE } });
    await expect(huggingFaceFile(options)).rejects.toThrow(/redirects more than 10 times/);
  });

  it('accepts an endpoint with a path and slashes at its end, and escapes the revision', async () => {
    const { options, server } = await hub({});
    const mirrored = {
      ...options,
      endpoint: `${server.url}/mirror//`,
      revision: 'refs/pr/1',
      file: 'a b/w.bin',
    };
    const { url } = await huggingFaceFile(mirrored);
    expect(url).toBe(`${server.url}/mirror/timm/resnet18/resolve/refs%2Fpr%2F1/a%20b/w.bin`);
  });

  it.each(['', 'huggingface.co', 'ftp://host', 'https://user:secret@host'])(
    'refuses the endpoint "%s" without repeating it',
    async endpoint => {
      const { options } = await hub({});
      const failing = huggingFaceFile({ ...options, endpoint });
      await expect(failing).rejects.toMatchObject({ code: 'invalid_argument' });
      await expect(failing).rejects.not.toThrow(/secret/);
    },
  );

  it.each(['', '../other', 'owner/', '/name'])('refuses the repository "%s"', async repository => {
    const { options, server } = await hub({});
    await expect(huggingFaceFile({ ...options, repository })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect(server.requests).toHaveLength(0);
  });
});

interface Hub {
  /** Headers of the page's reply, which is a redirect when there is a `location`. */
  readonly head?: Readonly<Record<string, string>>;
  readonly headStatus?: number;
  readonly headStatusOnce?: boolean;
  /** Moves the page to another address by a relative redirect. */
  readonly rename?: boolean;
}

/** A server that answers for one file as the hub does, and the options to fetch it. */
async function hub(scene: Hub) {
  let heads = 0;
  const server = await startFileServer((request, response) => {
    const refused = request.method === 'HEAD' && (heads++ === 0 || !scene.headStatusOnce);
    if (refused && scene.headStatus) response.writeHead(scene.headStatus).end();
    else if (scene.rename && request.url === PAGE) response.writeHead(307, { location: `/new${PAGE}` }).end();
    else answerPage(scene, request, response);
  });
  const path = join(await temporaryFolder(), 'weights.bin');
  const sleep = async () => undefined;
  const options: HuggingFaceOptions = { endpoint: server.url, repository: 'timm/resnet18', path, sleep };
  return { options, server };
}

function answerPage({ head }: Hub, request: IncomingMessage, response: ServerResponse): void {
  if (head?.location && !request.url?.startsWith('/storage/')) response.writeHead(302, head).end();
  else sendFile(request, response, CONTENT, { etag: '"a"', headers: head });
}
