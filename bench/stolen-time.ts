import { readFileSync } from 'node:fs';

/** Ticks of all processors since the start of the machine. */
interface ProcessorTicks {
  /** Spent on any work. */
  readonly worked: number;
  /** Asked for and given to another virtual machine. */
  readonly stolen: number;
}

/**
 * Begins to watch how much of the processor time that this machine asked for its host gave to others; a virtual machine
 * that loses any is not quiet, however low its load.
 *
 * @returns what asks for the share since then, 0 to 1; null where the system does not tell (anything but Linux)
 */
export function watchStolenTime(): () => number | null {
  const before = processorTicks();
  return () => {
    const after = processorTicks();
    if (before === null || after === null) return null;
    const stolen = after.stolen - before.stolen;
    const asked = after.worked - before.worked + stolen;
    return asked > 0 ? stolen / asked : 0;
  };
}

/** From the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)). */
function processorTicks(): ProcessorTicks | null {
  try {
    const [line] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
    const [user, nice, system, , , irq, softirq, stolen] = line!.trim().split(/\s+/).slice(1).map(Number);
    return { worked: user! + nice! + system! + irq! + softirq!, stolen: stolen! };
  } catch {
    return null;
  }
}
