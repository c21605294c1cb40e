/** A secret that shows by its own form, because its issuer gives it a prefix or another mark for this purpose. */
export interface TokenForm {
  /** The issuer, and what kind of secret it is where it issues several. */
  readonly name: string;
  /**
   * Matches from the mark on, and far fewer characters than a whole token has: what was cut elsewhere is found as well. Without flags;
   * no letter or digit stands before it.
   */
  readonly pattern: RegExp;
  /** A made-up token of the right length. */
  readonly example: string;
  /** Where the issuer documents its tokens. */
  readonly source: string;
}

/** Made-up letters and digits, so that no example looks like a leaked key to the scanners of code hosts. */
export function letters(length: number): string {
  return 'q7Kp2Vx9Rm4Tn8Wb3Zc6Yd1Gf5Hj0Ls'.repeat(Math.ceil(length / 31)).slice(0, length);
}

/** Made-up capitals and digits, without those that base32 leaves out. */
export function capitals(length: number): string {
  return 'QZ7KP2VX4RM6TN3WB5YC'.repeat(Math.ceil(length / 20)).slice(0, length);
}

/** Made-up hexadecimal digits. */
export function hex(length: number): string {
  return 'a1b2c3d4e5f60798'.repeat(Math.ceil(length / 16)).slice(0, length);
}

/** A made-up UUID. */
export const UUID = '1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d';
