import { warningAboutDevelopment, type AlertDestination } from './development-run.js';

/**
 * What is not wrong with the options, but should be known.
 *
 * @param environment the variables of the process
 */
export function warningsAbout(
  options: { readonly service?: unknown; readonly rules?: unknown },
  destination: AlertDestination,
  environment: NodeJS.ProcessEnv,
): string[] {
  const warnings: string[] = [];
  if (options.service === undefined) {
    warnings.push(
      `'service' is not set: the alerts of each machine have aliases of their own. Give the application a name.`,
    );
  }
  if (options.rules === undefined) {
    warnings.push(
      `'rules' is not set: the recommended rules watch the whole service (more than 1% failing in 10 minutes, or none succeeding).`,
    );
  }
  const aboutDevelopment = warningAboutDevelopment(destination, environment);
  if (aboutDevelopment !== undefined) warnings.push(aboutDevelopment);
  return warnings;
}
