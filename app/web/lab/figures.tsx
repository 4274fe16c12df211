const partOfTheOneAbove = new Set(['from node-cache', 'from Memcached', 'collapsed']);

/** Names and figures, one a line. */
export function Figures({ rows }: { rows: readonly [string, string][] }) {
  return (
    <dl class="figures">
      {rows.map(([name, value]) => (
        <div key={name} class={partOfTheOneAbove.has(name) ? 'part' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
