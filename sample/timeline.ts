/** Writes lines with the seconds since now. */
export function timeline(): (text: string) => void {
  const startedAt = performance.now();
  return (text) => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5);
    console.log(`${seconds} s  ${text.replaceAll('\n', '\n         ')}`);
  };
}
