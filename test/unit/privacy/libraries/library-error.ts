/** Secrets in a saved or validated object, which no alert may contain. The password looks like a word. */
export const PASSWORD = 'opensesame';
export const TOKEN = 'Zq8Lw2Xv7Rt1Np5K';
export const CARD = '4111 1111 1111 1111';

export const SECRETS: readonly string[] = [PASSWORD, TOKEN, CARD, CARD.replaceAll(' ', '')];

/** An error of a library about an object with {@link SECRETS}. */
export interface LibraryError {
  readonly title: string;
  readonly error: unknown;
  /** Texts that the alert must contain, so that the reader knows what failed. */
  readonly shown: readonly string[];
}

/** The error that `work` throws or rejects with. */
export async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}
