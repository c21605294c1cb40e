import { isRecord } from '../../../text/guarded-read.js';
import { metadata, type Context } from '../entry-point.js';

const KEYS = ['CommandBuilder:Command:Meta', 'CommandBuilder:Subcommand:Meta', 'CommandBuilder:RootCommand:Meta'];

/** Commands of nest-commander. Their arguments are data, and in no name. */
export const cli: Context = ({ type, name }) => {
  if (name !== 'run') return undefined;
  const command = KEYS.map((key) => metadata(key, type)).find(isRecord);
  if (command === undefined) return undefined;
  // The root command may have no name.
  const label = typeof command['name'] === 'string' ? command['name'] : type.name;
  return { kind: 'cli', operation: `cli:${label}`, caller: 'none', hasLatency: true, isRare: true };
};
