import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InspectError, storageError } from '../errors.ts';

/** What the server proves itself with; text in PEM. */
export interface Tls {
  /** The certificate, and those that signed it. */
  readonly cert: string;
  readonly key: string;
  /** The last day of the certificate. */
  readonly validTo: Date;
}

/**
 * Reads certificate and key; null when neither is named.
 *
 * @throws InspectError `invalid_argument` when one of the two is not named, not there, not in PEM, encrypted, or they do
 * not belong together; `storage_denied` when one cannot be read.
 */
export async function readTls(certFile?: string, keyFile?: string): Promise<Tls | null> {
  if (certFile === undefined && keyFile === undefined) return null;
  if (certFile === undefined || keyFile === undefined)
    throw new InspectError(
      'invalid_argument',
      'For TLS both are needed: --tls-cert with the certificate and --tls-key with its private key.',
    );
  const cert = await readPem(certFile, '--tls-cert');
  const key = await readPem(keyFile, '--tls-key');
  const certificate = certificateOf(cert, certFile);
  if (!certificate.checkPrivateKey(privateKeyOf(key, keyFile)))
    throw new InspectError(
      'invalid_argument',
      `The key in ${keyFile} does not belong to the first certificate in ${certFile}. The server's own certificate must come first, and the key must be the one that it was made with.`,
    );
  return { cert, key, validTo: new Date(certificate.validTo) };
}

async function readPem(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR') throw storageError(cause, `reading ${path}`);
    throw new InspectError('invalid_argument', `${option} names ${path}, where there is no file.`, { cause });
  }
}

function certificateOf(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new InspectError(
      'invalid_argument',
      `${path} holds no certificate in PEM format; expected a file that begins with -----BEGIN CERTIFICATE-----.`,
      { cause },
    );
  }
}

function privateKeyOf(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const isEncrypted = (cause as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    throw new InspectError(
      'invalid_argument',
      isEncrypted || /ENCRYPTED/.test(pem)
        ? `The key in ${path} is encrypted, and nobody is there to type its passphrase when the server starts. Decrypt it (openssl pkey -in ${path} -out …) and let only the server's user read it.`
        : `${path} holds no private key in PEM format; expected a file with -----BEGIN PRIVATE KEY-----.`,
      { cause },
    );
  }
}
