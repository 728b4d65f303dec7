import type { Grounds } from './model-types.ts';

/** Grounds as the server takes them; `meaning` is what the signature stands for. */
export function groundsBody(
  { reason, password, force }: Grounds,
  meaning: string,
): {
  readonly reason?: string;
  readonly force?: boolean;
  readonly signature?: { readonly password: string; readonly meaning: string };
} {
  return {
    ...(reason.trim() !== '' && { reason: reason.trim() }),
    ...(force && { force }),
    ...(password !== '' && { signature: { password, meaning } }),
  };
}
