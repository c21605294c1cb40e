/** Headers of every request to the platform. */
export function requestHeaders(apiKey: string): Record<string, string> {
  return {
    authorization: `GenieKey ${apiKey}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'nestjs-opsgenie',
  };
}
