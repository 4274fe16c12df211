import type { ChartSpec } from './charts.ts';
import type { History } from './history.ts';

/** The charts' values as a table. */
export function ValuesTable({ specs, history }: { specs: readonly ChartSpec[]; history: History }) {
  return (
    <details class="card values">
      <summary>All values as a table</summary>
      <table>
        <caption class="visually-hidden">The last values, and their range in five minutes</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Now</th>
            <th scope="col">Lowest</th>
            <th scope="col">Highest</th>
          </tr>
        </thead>
        {specs.map((spec) => (
          <Rows key={spec.title} spec={spec} history={history} />
        ))}
      </table>
    </details>
  );
}

function Rows({ spec, history: { frames } }: { spec: ChartSpec; history: History }) {
  const { title, series, format } = spec;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4}>
          {title}
        </th>
      </tr>
      {series.map(({ id, name }) => {
        const values = frames.flatMap(({ figures }) => figures[id] ?? []);
        const [lowest, highest] =
          values.length > 0 ? [Math.min(...values), Math.max(...values)] : [];
        return (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{format(frames.at(-1)?.figures[id])}</td>
            <td>{format(lowest)}</td>
            <td>{format(highest)}</td>
          </tr>
        );
      })}
    </tbody>
  );
}
