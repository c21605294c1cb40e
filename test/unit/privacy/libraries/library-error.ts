/** What an object that is saved or validated holds, and no alert may say. The password looks like a word. */
export const PASSWORD = 'opensesame';
export const TOKEN = 'Zq8Lw2Xv7Rt1Np5K';
export const CARD = '4111 1111 1111 1111';

export const SECRETS: readonly string[] = [PASSWORD, TOKEN, CARD, CARD.replaceAll(' ', '')];

/** An error as a library throws it, about an object with {@link SECRETS}. */
export interface LibraryError {
  readonly title: string;
  readonly error: unknown;
  /** What the alert says of it in the end, so that whoever reads it knows what failed. */
  readonly shown: readonly string[];
}

/** What `work` throws or rejects with. */
export async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}
