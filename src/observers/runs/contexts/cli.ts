import { isRecord } from '../../../text/guarded-read.js';
import { metadata, type Context } from '../entry-point.js';

/** Commands of nest-commander. Their arguments are data, and in no name. */
export const cli: Context = ({ type, name }) => {
  if (name !== 'run') return undefined;
  const command = metadata('CommandBuilder:Command:Meta', type) ?? metadata('CommandBuilder:SubCommand:Meta', type);
  const label = isRecord(command) ? command['name'] : undefined;
  if (typeof label !== 'string') return undefined;
  return { kind: 'cli', operation: `cli:${label}`, caller: 'none', hasLatency: true, isRare: true };
};
