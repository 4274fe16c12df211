import { textOf } from './findings.ts';
import type { Report } from './report.ts';
import { traceOf } from './trace.ts';

/** Maximum shown of each kind: a broken run breaks thousands of times. */
const shown = 5;

/** The report as text. */
export function summaryOf(report: Report): string {
  const { calm, failures, violations, vacuous, failure } = report;
  const lines = [
    ['operations', `${report.operations} (${report.reads} reads, ${report.writes} writes)`],
    ['hits', `${percent(report.hits, report.reads)} of all reads`],
    ['undisturbed', `${calm.reads} reads: ${calm.hits} hits, ${calm.off} with the cache off`],
    ['failed', `${failures.all} requests, ${failures.unexpected.length} of them without an excuse`],
    ['switches', `${report.switches} of the mode`],
    ...report.faults.map(({ name, times, operations, reads }) => [
      name,
      `${times} ×, ${operations} operations, ${reads} of them reads`,
    ]),
    ['violations', `${violations.length}`],
  ];
  const width = Math.max(...lines.map(([name]) => name!.length));
  return [
    ...lines.map(([name, value]) => `${name!.padEnd(width)}  ${value}`),
    ...violations.slice(0, shown).map((violation) => `\nVIOLATION: ${textOf(violation)}`),
    ...failures.unexpected
      .slice(0, shown)
      .map((operation) => `\nFAILED without an excuse:\n${traceOf([operation], [])}`),
    ...vacuous.map((reason) => `VACUOUS: ${reason}`),
    ...(failure ? [`FAILED: ${failure}`] : []),
  ].join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
