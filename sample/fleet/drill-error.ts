/** The drill cannot run, or something did not happen as promised. Its message is for people. */
export class DrillError extends Error {}
