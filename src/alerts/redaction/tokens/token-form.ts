/** The form of a token that its issuer made recognisable, e.g. with a prefix. */
export interface TokenForm {
  /** The issuer, and the kind of secret if it issues several. */
  readonly name: string;
  /**
   * Matches from the mark on, with far fewer characters than a whole token, so that a cut token is found as well. Without flags; the
   * combined pattern ensures that no letter or digit precedes it.
   */
  readonly pattern: RegExp;
  /** A made-up token of the right length. */
  readonly example: string;
  /** Where the issuer documents its tokens. */
  readonly source: string;
}

/** Made-up letters and digits, so that secret scanners of code hosts do not report the examples. */
export function letters(length: number): string {
  return 'q7Kp2Vx9Rm4Tn8Wb3Zc6Yd1Gf5Hj0Ls'.repeat(Math.ceil(length / 31)).slice(0, length);
}

/** Made-up capitals and digits of the base32 alphabet. */
export function capitals(length: number): string {
  return 'QZ7KP2VX4RM6TN3WB5YC'.repeat(Math.ceil(length / 20)).slice(0, length);
}

/** Made-up hexadecimal digits. */
export function hex(length: number): string {
  return 'a1b2c3d4e5f60798'.repeat(Math.ceil(length / 16)).slice(0, length);
}

/** A made-up UUID. */
export const UUID = '1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d';
