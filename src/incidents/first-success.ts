/** When something first went well in this process. Times are monotonic milliseconds. */
export class FirstSuccess {
  #at: number | undefined;

  good(now: number): void {
    this.#at ??= now;
  }

  isBefore(time: number): boolean {
    return this.#at !== undefined && this.#at < time;
  }
}
